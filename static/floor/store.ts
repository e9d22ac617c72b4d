import { computed, signal } from '@preact/signals'
import { said } from '../common/words'
import { announce } from '../staff/announce'
import { now, serverSays } from '../staff/clock'
import { line, online, onOnline } from '../staff/link'
import type { Floor, Me } from '../staff/wire'

export const floor = signal<Floor | null>(null)
export const me = signal<Me | null>(null)
export const trouble = signal('')
const heardAt = signal(performance.now())
/** Counted from the last answer, never from the last paint. */
export const age = computed(() => {
  void now.value
  return Math.max(0, Math.floor((performance.now() - heardAt.value) / 1000))
})
export const stale = computed(() => floor.value !== null && age.value >= 15)

/** A figure that was "12 s ago" keeps counting, but only while the picture is alive. */
export const since = (seconds: number): number => seconds + (stale.value ? 0 : age.value)

let running = false
let again = false

export async function refresh(): Promise<void> {
  if (running) {
    again = true
    return
  }
  running = true
  do {
    again = false
    const answer = await line.ask<{ floor: Floor }>('floor')
    if (answer.ok) {
      heardAt.value = performance.now()
      serverSays(answer.floor.now)
      floor.value = answer.floor
    } else if (!answer.retry) {
      tell(answer.text)
    }
  } while (again)
  running = false
}

export function tell(text: { zh: string; en: string }): void {
  trouble.value = said(text)
  announce(trouble.value)
}

export function keepFloorLive(): void {
  onOnline(() => void refresh())
  line.on('floor', () => void refresh())
  line.on('look', () => void refresh())
  // Under the five seconds after which the picture calls itself late.
  setInterval(() => online.peek() && void refresh(), 4000)
}
