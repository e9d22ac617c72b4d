import { said } from '../common/words'
import { mmss } from '../staff/clock'
import { Key } from '../staff/Key'
import { Level } from '../staff/Level'
import type { Waiting as Row } from '../staff/wire'
import { nameOf } from '../staff/words'
import { askReason } from './observing'
import { floor, since } from './store'
import { w } from './words'

export function Waiting() {
  const rows = floor.value?.waiting
  return (
    <section class="card queue" aria-labelledby="waiting-title">
      <h2 class="card-title" id="waiting-title">
        {w().waiting} <span class="figures">{rows ? rows.length : '–'}</span>
      </h2>
      {rows?.length === 0 && <p class="soft">{w().nobodyWaits}</p>}
      {rows && rows.length > 0 && (
        <div class="scroll" tabIndex={0} role="group" aria-labelledby="waiting-title">
          <table>
            <thead>
              <tr>
                <th scope="col">{w().level}</th>
                <th scope="col">{w().waited}</th>
                <th scope="col">{w().state}</th>
                <th scope="col">
                  <span class="visually-hidden">{w().observe}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <Line key={row.contact} row={row} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}

function Line({ row }: { row: Row }) {
  const limit = floor.value?.numbers.waiting_limit_s ?? Number.POSITIVE_INFINITY
  const waited = since(row.waited_s)
  const facts = [said(row.centre.name), row.offered_to ? w().offeredTo(nameOf(row.offered_to)) : w().notOffered]
  if (row.misses) facts.push(w().misses(row.misses))
  if (row.left || row.gone_since) facts.push(w().gone)
  if (row.danger) facts.push(w().danger)
  if (row.needs_eyes) facts.push(w().needsEyes)
  return (
    <tr>
      <td class="tight">
        <Level level={row.level} due={row.level >= 2} /> <span class="soft figures">{row.code}</span>
      </td>
      <td class={`tight figures${waited > limit ? ' over' : ''}`}>{mmss(waited)}</td>
      <td class="soft facts">{facts.join(' · ')}</td>
      <td class="act">
        <Key aria-label={`${w().observe} ${row.code}`} onClick={() => askReason(row.contact, row.code)}>
          {w().observe}
        </Key>
      </td>
    </tr>
  )
}
