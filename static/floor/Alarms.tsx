import { clock, lasting } from '../common/clock'
import { now, secondsSince } from '../staff/clock'
import { Key } from '../staff/Key'
import type { Alarm } from '../staff/wire'
import { nameOf } from '../staff/words'
import { busy, takeAlarm } from './acts'
import { alarmFacts, alarmTitle } from './alarm-words'
import { rateOver, rings } from './ring'
import { askReason } from './observing'
import { floor } from './store'
import { w } from './words'

const shapes = { 1: '▲', 2: '◆', 3: '●' } as const

export function Alarms() {
  const alarms = floor.value?.alarms
  return (
    <section class="card alarms" aria-labelledby="alarms-title">
      <h2 class="card-title" id="alarms-title">
        {w().alarms} <span class="figures">{alarms ? alarms.filter((one) => !one.taken_by).length : '–'}</span>
      </h2>
      {rateOver.value > 0 && <p class="flood">{w().flood(rateOver.value)}</p>}
      {alarms?.length === 0 && <p class="soft">{w().noAlarms}</p>}
      <ul class="alarm-list">
        {alarms?.map((alarm) => (
          <Card key={alarm.id} alarm={alarm} />
        ))}
      </ul>
    </section>
  )
}

function Card({ alarm }: { alarm: Alarm }) {
  const open = rings(alarm, now.value)
  const words = { 1: w().p1, 2: w().p2, 3: w().p3 }
  const { taken_by, taken_at, contact, code } = alarm
  return (
    <li class={`alarm p${alarm.priority}${open ? ' open' : ''}`}>
      <h3>
        <span class="alarm-shape" aria-hidden="true">
          {shapes[alarm.priority]}
        </span>{' '}
        {words[alarm.priority]} · {alarmTitle(alarm)}
      </h3>
      <p class="figures alarm-facts">
        {[
          ...alarmFacts(alarm),
          taken_by ? w().raised(clock(alarm.raised_at)) : w().untaken(lasting(secondsSince(alarm.raised_at))),
        ].join(' · ')}
      </p>
      {taken_by && (
        <p class="figures">
          {taken_at && w().takenBy(nameOf(taken_by), clock(taken_at))}{' '}
          {alarm.rings_again_at && w().ringsAgain(clock(alarm.rings_again_at))}
        </p>
      )}
      <div class="row start">
        {open && (
          <Key look="" aria-disabled={busy.value.includes(alarm.id)} onClick={() => void takeAlarm(alarm.id)}>
            {w().take}
          </Key>
        )}
        {contact && <Key onClick={() => askReason(contact, code ?? '')}>{w().observe}</Key>}
      </div>
    </li>
  )
}
