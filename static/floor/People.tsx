import { lasting } from '../common/clock'
import { said } from '../common/words'
import { secondsSince } from '../staff/clock'
import type { Held, Person } from '../staff/wire'
import { levelWord, roleWord } from '../staff/words'
import { askReason } from './observing'
import { floor, since } from './store'
import { w } from './words'

export function People() {
  const rows = floor.value?.people
  return (
    <section class="card people" aria-labelledby="people-title">
      <h2 class="card-title" id="people-title">
        {w().people} <span class="figures">{rows ? rows.length : '–'}</span>
      </h2>
      {rows?.length === 0 && <p class="soft">{w().nobodyOn}</p>}
      {rows && rows.length > 0 && (
        <div class="scroll" tabIndex={0} role="group" aria-labelledby="people-title">
          <table>
            <thead>
              <tr>
                <th scope="col">{w().who}</th>
                <th scope="col">{w().inHand}</th>
                <th scope="col">{w().state}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((person) => (
                <tr key={person.id}>
                  <td class="tight">
                    {said(person.name)} <span class="soft">· {roleWord(person.role)}</span>
                  </td>
                  <td>
                    {person.holding.length === 0 && '–'}
                    {person.holding.map((held) => (
                      <HeldButton key={held.contact} held={held} />
                    ))}
                  </td>
                  <td class={`tight figures${person.state === 'away' && person.last_seen_s !== null ? ' late' : ' soft'}`}>{stateWord(person)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}

function HeldButton({ held }: { held: Held }) {
  const minutes = Math.floor(secondsSince(held.since) / 60)
  return (
    <button type="button" class={`held figures l${held.level}`} onClick={() => askReason(held.contact, held.code)}>
      <b>L{held.level}</b> {held.code} · {held.state === 'wrap_up' ? w().wrapUp : w().minutes(minutes)}
      <span class="visually-hidden">
        {' '}
        {levelWord(held.level)}, {w().observe}
      </span>
    </button>
  )
}

function stateWord(person: Person): string {
  if (person.last_seen_s === null) return w().notIn
  if (person.state === 'away') return w().away(lasting(since(person.last_seen_s)))
  if (person.state !== 'ready') return w()[person.state]
  const free = person.capacity - person.load
  if (free > 0) return w().ready(free)
  // One contact at L3 or above fills a desk.
  const filled = person.holding.length < person.capacity && person.holding.some((held) => held.level >= 3)
  return filled ? w().fullHigh : w().full
}
