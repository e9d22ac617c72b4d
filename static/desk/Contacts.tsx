import { minutes, secondsSince } from '../staff/clock'
import { Level } from '../staff/Level'
import { w as s } from '../staff/words'
import { isLate } from './Assess'
import { a } from './assess-words'
import { choose, chosenId, desk, talks } from './store'
import type { Talk } from './talk'
import { w } from './words'

export function Contacts() {
  return (
    <nav class="contacts" aria-label={w().contacts}>
      {talks.value.length === 0 ? (
        <p class="contacts-none">
          {w().noContacts}
          {desk.value?.seat.state === 'ready' && (
            <>
              <br />
              {w().noContactsReady}
            </>
          )}
        </p>
      ) : (
        <ul>
          {talks.value.map((talk, index) => (
            <li key={talk.id}>
              <Tile talk={talk} place={index + 1} />
            </li>
          ))}
        </ul>
      )}
    </nav>
  )
}

function Tile({ talk, place }: { talk: Talk; place: number }) {
  const contact = talk.contact.value
  const chosen = chosenId.value === talk.id
  return (
    <button
      type="button"
      class={`tile${chosen ? ' chosen' : ''}${talk.taken.value ? ' taken' : ''}`}
      aria-current={chosen ? 'true' : undefined}
      aria-keyshortcuts={place <= 9 ? `Alt+${place}` : undefined}
      onClick={() => choose(talk.id)}
    >
      <span class="row">
        <b>{s().contact(contact.code)}</b>
        <Level level={contact.level} due={contact.level >= 3 && contact.level_by !== 'human'} />
      </span>
      <span class="row">
        <span class="tile-state figures">{tileState(talk)}</span>
        {place <= 9 && (
          <kbd class="key" aria-hidden="true">
            Alt+{place}
          </kbd>
        )}
      </span>
    </button>
  )
}

function tileState(talk: Talk): string {
  const contact = talk.contact.value
  if (talk.taken.value) return w().takenGone.split(/[，,;]/)[0]!
  if (contact.state === 'wrap_up') return w().wrapUp
  const parts = [minutes(secondsSince(contact.since))]
  if (talk.unread.value) parts.push(w().unread(talk.unread.value))
  else if (contact.student.left || !contact.student.here) parts.push(w().studentGone)
  else if (isLate(contact)) parts.push(a().dueTile)
  else if (talk.writing.value) parts.push(w().studentWriting)
  return parts.join(' · ')
}
