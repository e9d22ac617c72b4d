import { clock } from '../common/clock'
import { categoryWord, flagWord } from '../staff/codes'
import { categoriesHeard } from '../staff/heard'
import { levelWord, list, w as s } from '../staff/words'
import { Assess } from './Assess'
import { a } from './assess-words'
import { Record } from './Record'
import type { Talk } from './talk'
import { w } from './words'

export function Side({ talk }: { talk: Talk }) {
  const contact = talk.contact.value
  if (contact.state === 'wrap_up' && !talk.taken.value) return <Record key={talk.id} talk={talk} />
  return (
    <>
      {contact.needs_eyes && <p class="strip eyes">{w().hintsOff}</p>}
      {talk.writable.value && <Assess key={talk.id} talk={talk} />}
      <Seen talk={talk} />
      <Escalation talk={talk} />
    </>
  )
}

// Whom not to call is told openly, everything else on request.
const openly = ['guardian_suspected', 'school_suspected', 'medical', 'interpreter_needed']

function Seen({ talk }: { talk: Talk }) {
  const flags = talk.contact.value.triage?.flags ?? []
  const seen = categoriesHeard(talk.messages.value).map(categoryWord)
  const all = [...new Set([...seen, ...flags.filter((flag) => !openly.includes(flag)).map(flagWord)])]
  return (
    <section class="side-part seen" aria-label={a().seen}>
      {openly
        .filter((flag) => flags.includes(flag))
        .map((flag) => (
          <p class="seen-flag" key={flag}>
            {flagWord(flag)}
          </p>
        ))}
      <p>{all.length ? a().seenIs(list(all)) : a().seenNothing}</p>
      <p class="help">{a().seenHow}</p>
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
