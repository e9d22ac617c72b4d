import { signal } from '@preact/signals'
import { serverSays } from './clock'
import { line, onOnline } from './link'

const every = 8000
const lease = 90

/** How long the server did not hear this page, once that was long enough to have lost the lease. */
export const silence = signal<number | null>(null)

let heard = Date.now()

async function beat(): Promise<void> {
  const answer = await line.ask<{ now: string }>('here')
  if (!answer.ok) return
  const gap = Math.round((Date.now() - heard) / 1000)
  heard = Date.now()
  serverSays(answer.now)
  if (gap > lease) silence.value = gap
}

// A tab in the background may be slowed to one beat a minute. That costs nothing: the server renews the lease by the
// heartbeat of the connection itself; this only keeps the clock right and notices a gap.
export function startBeating(): void {
  heard = Date.now()
  onOnline(() => void beat())
  setInterval(() => void beat(), every)
}
