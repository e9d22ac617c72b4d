import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { clock } from '../common/clock'
import { categoryWord } from '../staff/codes'
import { Key } from '../staff/Key'
import type { Level as Degree, Message } from '../staff/wire'
import { levelWord, w as s } from '../staff/words'
import { assess } from './acts'
import { Record } from './Record'
import type { Talk } from './talk'
import { w } from './words'

const levels: Degree[] = [0, 1, 2, 3, 4]
const asked = ['suicide_ideation', 'plan', 'means', 'attempt', 'self_harm', 'farewell']

export function Side({ talk }: { talk: Talk }) {
  const contact = talk.contact.value
  if (contact.state === 'wrap_up' && !talk.taken.value) return <Record key={talk.id} talk={talk} />
  return (
    <>
      {talk.writable.value && <Assess key={talk.id} talk={talk} />}
      <Seen messages={talk.messages.value} needsEyes={contact.needs_eyes} />
      <Escalation talk={talk} />
    </>
  )
}

export function Levels({
  name,
  value,
  onPick,
}: {
  name: string
  value: Degree | null
  onPick: (level: Degree) => void
}) {
  return (
    <div class="levels">
      {levels.map((level) => (
        <label class="choice" key={level}>
          <input type="radio" name={name} checked={value === level} onChange={() => onPick(level)} />
          <span>
            <b>L{level}</b> {levelWord(level)}
          </span>
        </label>
      ))}
    </div>
  )
}

function Assess({ talk }: { talk: Talk }) {
  const { level, level_by } = talk.contact.value
  const picked = useSignal<Degree | null>(level_by === 'human' ? level : null)
  const note = useSignal('')
  const saving = useSignal(false)
  const must = level >= 3 && picked.value !== null && picked.value < level

  useEffect(() => {
    picked.value = level_by === 'human' ? level : null
  }, [level, level_by])

  return (
    <form
      class="side-part"
      onSubmit={async (event) => {
        event.preventDefault()
        if (picked.value === null || saving.value) return
        saving.value = true
        if (await assess(talk, picked.value, note.value.trim())) note.value = ''
        saving.value = false
      }}
    >
      <h2>{w().assess}</h2>
      <fieldset class="plain">
        <legend>{w().assessLevel}</legend>
        <Levels name="assess" value={picked.value} onPick={(to) => (picked.value = to)} />
      </fieldset>
      <label class="field">
        {must ? w().assessNoteMust : w().assessNote}
        <input
          type="text"
          maxLength={500}
          autocomplete="off"
          required={must}
          value={note.value}
          onInput={(event) => (note.value = event.currentTarget.value)}
        />
      </label>
      <Key submit aria-disabled={picked.value === null || saving.value}>
        {w().assessSave}
      </Key>
    </form>
  )
}

function Seen({ messages, needsEyes }: { messages: Message[]; needsEyes: boolean }) {
  const found = new Set<string>()
  for (const message of messages) for (const hint of message.hints ?? []) found.add(hint.category)
  const others = [...found].filter((category) => !asked.includes(category))
  return (
    <section class="side-part">
      <h2>{w().seen}</h2>
      {needsEyes && <p class="strip">{w().hintsOff}</p>}
      <dl class="seen">
        {[...asked, ...others].map((category) => (
          <div key={category}>
            <dt>{categoryWord(category)}</dt>
            <dd class={found.has(category) ? 'yes' : ''}>{found.has(category) ? w().seenYes : w().seenNo}</dd>
          </div>
        ))}
      </dl>
      <p class="help">{w().seenHow}</p>
    </section>
  )
}

function Escalation({ talk }: { talk: Talk }) {
  const open = talk.contact.value.escalation
  if (!open) return null
  const states = {
    pending: w().escPending,
    notified: w().escNotified,
    acked: w().escAcked,
    in_progress: w().escProgress,
    closed: '',
  }
  const untaken = open.state === 'pending' || open.state === 'notified'
  return (
    <section class="side-part">
      <h2>{w().escalation(open.code)}</h2>
      <p>{`L${open.level} ${levelWord(open.level)} · ${states[open.state] || s().byHuman}`}</p>
      {untaken && open.next_at && <p class="help figures">{w().escNext(clock(open.next_at))}</p>}
    </section>
  )
}
