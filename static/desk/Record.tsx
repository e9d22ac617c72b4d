import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { Key } from '../staff/Key'
import type { CloseRecord, Next } from '../staff/wire'
import { levelWord, w as s } from '../staff/words'
import { closeTalk } from './acts'
import { aboutWords, doneWords, nextWords, r } from './record-words'
import { Levels } from './Levels'
import type { Draft, Talk } from './talk'

export function Record({ talk }: { talk: Talk }) {
  const draft = talk.record.value
  const problem = useSignal('')
  const confirming = useSignal(false)
  const saving = useSignal(false)
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (document.activeElement === document.body) heading.current?.focus()
  }, [])
  const high = Math.max(talk.contact.value.level, draft.level ?? 0) as 0 | 1 | 2 | 3 | 4

  const change = (next: Partial<Draft>) => {
    talk.record.value = { ...talk.record.peek(), ...next }
    problem.value = ''
    confirming.value = false
  }

  const save = async (confirm: boolean) => {
    if (saving.value) return
    const record = complete(talk.record.peek())
    if (typeof record === 'string') {
      problem.value = record
      return
    }
    if (talk.contact.peek().level >= 3 && record.level < 3 && !record.note) {
      problem.value = r().lowerNote
      return
    }
    if (high >= 3 && !confirm) {
      confirming.value = true
      return
    }
    saving.value = true
    const result = await closeTalk(talk, record, confirm)
    saving.value = false
    if (result === 'confirm') confirming.value = true
  }

  return (
    <form
      class="side-part record"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void save(false)
      }}
    >
      <h2 tabIndex={-1} ref={heading}>
        {r().record}
      </h2>
      <p class="help">{r().recordHow}</p>
      <Picks legend={r().about} table={aboutWords()} chosen={draft.about} onChange={(about) => change({ about })} />
      <fieldset class="plain">
        <legend>{r().level}</legend>
        <Levels name="record-level" value={draft.level} onPick={(level) => change({ level })} />
      </fieldset>
      <Picks legend={r().done} table={doneWords()} chosen={draft.done} onChange={(done) => change({ done })} />
      <label class="field">
        {r().next}
        <select value={draft.next} onChange={(event) => change({ next: event.currentTarget.value as Next })}>
          {Object.entries(nextWords()).map(([code, text]) => (
            <option key={code} value={code}>
              {text}
            </option>
          ))}
        </select>
      </label>
      {draft.next !== 'none' && (
        <label class="field">
          {r().nextAt}
          <input
            type="datetime-local"
            value={draft.next_at ?? ''}
            onInput={(event) => change({ next_at: event.currentTarget.value })}
          />
        </label>
      )}
      <label class="field">
        {r().note}
        <textarea
          rows={3}
          maxLength={2000}
          autocomplete="off"
          value={draft.note}
          onInput={(event) => change({ note: event.currentTarget.value })}
        />
      </label>
      <p class="problem" role="alert">
        {problem.value}
      </p>
      {confirming.value ? (
        <div class="strip ask" role="group" aria-label={r().save} tabIndex={-1} ref={(el) => el?.focus()}>
          <p>{r().saveHigh(`L${high} ${levelWord(high)}`)}</p>
          <div class="row start">
            <Key onClick={() => (confirming.value = false)}>{s().cancel}</Key>
            <Key look="danger" onClick={() => void save(true)}>
              {saving.value ? r().saving : r().saveHighGo}
            </Key>
          </div>
        </div>
      ) : (
        <Key look="" submit aria-disabled={saving.value}>
          {saving.value ? r().saving : r().save}
        </Key>
      )}
    </form>
  )
}

function complete(draft: Draft): CloseRecord | string {
  if (draft.about.length === 0) return r().needAbout
  if (draft.level === null) return r().needLevel
  const at = draft.next === 'none' ? Number.NaN : Date.parse(`${draft.next_at ?? ''}+08:00`)
  if (draft.next === 'call_back' && Number.isNaN(at)) return r().needNextAt
  const note = draft.note?.trim()
  return {
    about: draft.about,
    level: draft.level,
    done: draft.done,
    next: draft.next,
    ...(Number.isNaN(at) ? {} : { next_at: new Date(at).toISOString().replace(/\.\d+Z$/, 'Z') }),
    ...(note ? { note } : {}),
  }
}

type PicksProps = {
  legend: string
  table: { [code: string]: string }
  chosen: string[]
  onChange: (codes: string[]) => void
}

function Picks({ legend, table, chosen, onChange }: PicksProps) {
  return (
    <fieldset class="plain">
      <legend>{legend}</legend>
      <div class="picks">
        {Object.entries(table).map(([code, text]) => (
          <label class="pick" key={code}>
            <input
              type="checkbox"
              checked={chosen.includes(code)}
              onChange={(event) =>
                onChange(event.currentTarget.checked ? [...chosen, code] : chosen.filter((one) => one !== code))
              }
            />
            <span>{text}</span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}
