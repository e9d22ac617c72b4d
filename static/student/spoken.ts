import { tell } from './say'
import type { Snapshot } from './types'
import { wait } from './words'

let last = { text: '', at: 0 }

export function waitText(given: NonNullable<Snapshot['wait']>): string {
  const w = wait()
  if (given.kind === 'nobody') return w.nobody
  return (given.renewed ? w.longer : w.range)(given.from_min, given.to_min)
}

/** A screen reader hears a new estimate once a minute at most. */
export function speakWait(snapshot: Snapshot): void {
  if (snapshot.state !== 'waiting' || !snapshot.wait) return
  const text = (snapshot.wait.kind === 'nobody' ? wait().nobodyTitle + ' ' : '') + waitText(snapshot.wait)
  if (text === last.text || Date.now() - last.at < 60_000) return
  last = { text, at: Date.now() }
  tell(text)
}

export function forgetWait(): void {
  last = { text: '', at: 0 }
}
