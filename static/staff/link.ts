import { computed, effect, signal } from '@preact/signals'
import { Line } from '../common/line'
import type { Both } from '../common/words'
import { now } from './clock'
import { toSignIn } from './session'

/** Why the server will not have this page, in its own words. */
export const refused = signal<Both | null>(null)

const onlineFns: (() => void)[] = []
const lostAt = signal<number | null>(performance.now())

export const line = new Line('/desk', {
  onConnect: () => {
    refused.value = null
    for (const fn of onlineFns) fn()
  },
  onRefused: (data) => {
    if (data.code === 'signed_out') toSignIn()
    else refused.value = data.text ?? null
  },
})

effect(() => {
  if (line.state.value === 'online') lostAt.value = null
  else if (lostAt.peek() === null) lostAt.value = performance.now()
})

line.on('signed_out', toSignIn)

export const online = computed(() => line.state.value === 'online')

export const lostFor = computed(() => {
  void now.value
  return lostAt.value === null ? 0 : Math.max(0, Math.floor((performance.now() - lostAt.value) / 1000))
})

export function onOnline(fn: () => void): void {
  onlineFns.push(fn)
}
