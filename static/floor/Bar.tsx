import { clock, clockSeconds, lasting } from '../common/clock'
import { said } from '../common/words'
import { silence } from '../staff/beat'
import { now } from '../staff/clock'
import { Key } from '../staff/Key'
import { refused } from '../staff/link'
import { Menu } from '../staff/Menu'
import { Sound } from '../staff/Sound'
import { w as s } from '../staff/words'
import { partWords } from './alarm-words'
import { age, floor, me, stale, trouble } from './store'
import { w } from './words'

export function Bar() {
  return (
    <div class="bar">
      <h1 class="bar-title">{w().title}</h1>
      <p class="soft figures">
        {me.value ? `${said(me.value.centre.name)} · ` : ''}
        {clock(now.value)}
      </p>
      <Freshness />
      <span class="bar-gap" />
      <Sound tune="priority2" shortcut="F9" />
      <a class="button small outline to-review" href="/review">
        {w().toReview}
      </a>
      <a class="button small outline" href="/desk">
        {w().toDesk}
      </a>
      <Menu me={me.value}>
        <a class="menu-item to-review-menu" href="/review">
          {w().toReview}
        </a>
      </Menu>
    </div>
  )
}

function Freshness() {
  if (!floor.value) return <p class="fresh late">{s().connecting}</p>
  if (stale.value) {
    return (
      <p class="fresh stopped-at figures">
        <span aria-hidden="true">❚❚ </span>
        {w().stopped(clockSeconds(floor.value.now))}
      </p>
    )
  }
  return <p class={`fresh figures${age.value >= 5 ? ' late' : ''}`}>{age.value < 5 ? w().live : w().late(age.value)}</p>
}

export function Notices() {
  const seen = floor.value
  return (
    <section class="notices" aria-label={s().notices}>
      {refused.value && <p class="notice amber">{said(refused.value)}</p>}
      {stale.value && seen && (
        <p class="notice amber figures">{w().stoppedMore(clockSeconds(seen.now), lasting(age.value))}</p>
      )}
      {seen?.degraded.map(({ part, since }) => (
        <p class={`notice${part === 'disk' ? ' amber' : ''}`} key={part}>
          <b>{w().degraded(partWords(part).name, clock(since))}</b> {partWords(part).more}
        </p>
      ))}
      {silence.value !== null && (
        <p class="notice amber">
          {w().silence(silence.value)} <Key onClick={() => (silence.value = null)}>{s().understood}</Key>
        </p>
      )}
      {trouble.value && (
        <p class="notice">
          {trouble.value} <Key onClick={() => (trouble.value = '')}>{s().understood}</Key>
        </p>
      )}
    </section>
  )
}
