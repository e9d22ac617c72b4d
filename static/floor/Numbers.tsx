import type { ComponentChildren } from 'preact'
import { lasting } from '../common/clock'
import { limit } from '../staff/clock'
import { floor, since } from './store'
import { w } from './words'

/** The four figures that matter; an outline only where somebody must act. */
export function Numbers() {
  const seen = floor.value?.numbers
  if (!seen) return <section class="numbers" aria-label={w().title} />
  const each = seen.on_shift ? (seen.conversations / seen.on_shift).toFixed(1) : '–'
  const longest = seen.longest_wait_s ? w().longest(lasting(since(seen.longest_wait_s))) : w().nobodyWaits
  const held = seen.high ? w().highHeld : w().highNone
  return (
    <section class="numbers" aria-label={w().title}>
      <Figure label={w().perPerson} value={each} unmet={!seen.on_shift}>
        {seen.on_shift ? w().perPersonMore(seen.conversations, seen.on_shift) : w().nobodyOn}
      </Figure>
      <Figure
        label={w().waitingOver(limit(seen.waiting_limit_s))}
        value={seen.waiting_over}
        unmet={seen.waiting_over > 0}
      >
        {longest}
      </Figure>
      <Figure label={w().supervisors} value={seen.supervisors} unmet={seen.supervisors === 0}>
        {seen.supervisors ? w().supervisorsMore : w().noSupervisor}
      </Figure>
      <Figure label={w().high} value={seen.high} unmet={seen.high_unheld > 0}>
        {seen.high_unheld ? w().highUnheld(seen.high_unheld) : held}
      </Figure>
    </section>
  )
}

type FigureProps = { label: string; value: number | string; unmet: boolean; children: ComponentChildren }

function Figure({ label, value, unmet, children }: FigureProps) {
  return (
    <div class={`card figure figures${unmet ? ' unmet' : ''}`}>
      <p class="figure-label">{label}</p>
      <p class="figure-value">{value}</p>
      <p class="figure-more">{children}</p>
    </div>
  )
}
