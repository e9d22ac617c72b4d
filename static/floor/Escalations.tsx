import { useSignal } from '@preact/signals'
import { clock } from '../common/clock'
import { Key } from '../staff/Key'
import { Level } from '../staff/Level'
import type { Escalation } from '../staff/wire'
import { nameOf, w as s } from '../staff/words'
import { acknowledge, busy, closeEscalation, progress } from './acts'
import { askReason } from './observing'
import { floor } from './store'
import { w } from './words'

export function Escalations() {
  const open = floor.value?.escalations
  return (
    <section class="card escalations" aria-labelledby="escalations-title">
      <h2 class="card-title" id="escalations-title">
        {w().escalations} <span class="figures">{open ? open.length : '–'}</span>
      </h2>
      {open?.length === 0 && <p class="soft">{w().noEscalations}</p>}
      <ul class="alarm-list">
        {open?.map((one) => (
          <Card key={one.id} one={one} />
        ))}
      </ul>
    </section>
  )
}

function Card({ one }: { one: Escalation }) {
  const writing = useSignal<null | 'progress' | 'close'>(null)
  const taken = one.taken_by !== null
  return (
    <li class={`escalation${taken ? '' : ' open'}`}>
      <div class="row">
        <h3 class="figures">
          {one.code} · {s().contact(one.contact_code)}
        </h3>
        <Level level={one.level} due={!taken} />
      </div>
      <p class="alarm-facts figures">
        {[
          taken ? `${w()[one.state]} · ${nameOf(one.taken_by)}` : w()[one.state],
          w().step(one.step),
          taken ? one.rearm_at && w().rearmAt(clock(one.rearm_at)) : one.next_at && w().nextAt(clock(one.next_at)),
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      {writing.value ? (
        <Note one={one} what={writing.value} onDone={() => (writing.value = null)} />
      ) : (
        <div class="row start">
          {taken ? (
            <>
              <Key onClick={() => (writing.value = 'progress')}>{w().progress}</Key>
              <Key onClick={() => (writing.value = 'close')}>{w().closeEsc}</Key>
            </>
          ) : (
            <Key look="" aria-disabled={busy.value.includes(one.id)} onClick={() => void acknowledge(one.id)}>
              {w().take}
            </Key>
          )}
          <Key onClick={() => askReason(one.contact, one.contact_code)}>{w().observe}</Key>
        </div>
      )}
    </li>
  )
}

function Note({ one, what, onDone }: { one: Escalation; what: 'progress' | 'close'; onDone: () => void }) {
  const note = useSignal('')
  return (
    <form
      onSubmit={async (event) => {
        event.preventDefault()
        const text = note.value.trim()
        if (text && (await (what === 'close' ? closeEscalation : progress)(one.id, text))) onDone()
      }}
    >
      <label class="field">
        {what === 'close' ? w().closeNote : w().progressNote}
        <textarea
          rows={2}
          required
          maxLength={500}
          autocomplete="off"
          value={note.value}
          ref={(el) => {
            if (el && document.activeElement === document.body) el.focus()
          }}
          onInput={(event) => (note.value = event.currentTarget.value)}
        />
      </label>
      <div class="row start note-acts">
        <Key look="" submit aria-disabled={busy.value.includes(one.id)}>
          {what === 'close' ? w().closeGo : w().save}
        </Key>
        <Key onClick={onDone}>{s().cancel}</Key>
      </div>
    </form>
  )
}
