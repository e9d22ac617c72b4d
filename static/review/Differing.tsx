import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { clock } from '../common/clock'
import { said } from '../common/words'
import { Key } from '../staff/Key'
import type { Differing as Row, Outcome } from '../staff/wire'
import { w as s } from '../staff/words'
import { reviewDone } from './store'
import { monthDay } from './Weekly'
import { outcomes, w } from './words'

type Props = { id: string; title: string; how?: string; none: string; rows: Row[] }

/** Contacts on which human and machine differ, those nobody looked at first. */
export function Differing({ id, title, how, none, rows }: Props) {
  const heading = useRef<HTMLHeadingElement>(null)
  const open = rows.filter((row) => !row.reviewed)
  const done = rows.filter((row) => row.reviewed)
  return (
    <section class="card" aria-labelledby={id}>
      <h2 id={id} tabIndex={-1} ref={heading}>
        {title} {open.length > 0 && <span class="to-review figures">{w().toReview(open.length)}</span>}
      </h2>
      {how && rows.length > 0 && <p class="help">{how}</p>}
      {rows.length === 0 && <p class="soft">{none}</p>}
      <ul class="differing">
        {[...open, ...done].map((row) => (
          <One key={row.assessment} row={row} onDone={() => heading.current?.focus()} />
        ))}
      </ul>
    </section>
  )
}

function One({ row, onDone }: { row: Row; onDone: () => void }) {
  const writing = useSignal(false)
  const { reviewed } = row
  return (
    <li class="one">
      <div class="row">
        <p class="figures">
          <b>{s().contact(row.code)}</b> {w().both(`L${row.human}`, `L${row.machine}`)}
          <br />
          <span class="help">{w().assessedBy(said(row.by) || s().someone, dayAndTime(row.at))}</span>
        </p>
        {!writing.value && !reviewed && (
          <Key aria-label={w().reviewOf(row.code)} onClick={() => (writing.value = true)}>
            {w().review}
          </Key>
        )}
      </div>
      {reviewed && (
        <p class="help figures">
          {w().reviewed(said(reviewed.by) || s().someone, dayAndTime(reviewed.at), w()[reviewed.outcome])}
        </p>
      )}
      {writing.value && !reviewed && (
        <Done
          row={row}
          onCancel={() => (writing.value = false)}
          onDone={() => {
            writing.value = false
            onDone()
          }}
        />
      )}
    </li>
  )
}

function Done({ row, onCancel, onDone }: { row: Row; onCancel: () => void; onDone: () => void }) {
  const outcome = useSignal<Outcome | null>(null)
  const note = useSignal('')
  const busy = useSignal(false)
  return (
    <form
      onSubmit={async (event) => {
        event.preventDefault()
        if (!outcome.value || busy.value) return
        busy.value = true
        const saved = await reviewDone(row.assessment, outcome.value, note.value.trim())
        busy.value = false
        if (saved) onDone()
      }}
    >
      <fieldset class="plain">
        <legend>{w().outcome}</legend>
        {outcomes.map((one, index) => (
          <label class="choice" key={one}>
            <input
              type="radio"
              name={`outcome-${row.assessment}`}
              required
              checked={outcome.value === one}
              ref={(el) => {
                if (index === 0 && el && document.activeElement === document.body) el.focus()
              }}
              onChange={() => (outcome.value = one)}
            />
            <span>{w()[one]}</span>
          </label>
        ))}
      </fieldset>
      <label class="field">
        {w().note}
        <textarea
          rows={2}
          maxLength={500}
          autocomplete="off"
          value={note.value}
          onInput={(event) => (note.value = event.currentTarget.value)}
        />
      </label>
      <div class="row start done-acts">
        <Key look="" submit aria-disabled={!outcome.value || busy.value}>
          {busy.value ? w().saving : w().save}
        </Key>
        <Key onClick={onCancel}>{s().cancel}</Key>
      </div>
    </form>
  )
}

export const dayAndTime = (time: string): string => `${monthDay(time)} ${clock(time)}`
