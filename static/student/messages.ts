import { signal } from '@preact/signals'
import type { Message } from './types'

/** What the server has given, in its order; a number seen twice is the same message. */
export const messages = signal<Message[]>([])

// Everything up to here is known to be complete. A later message may arrive while one before it is
// still missing, so the highest number seen would skip it for ever.
let complete = 0

export const lastSeq = (): number => complete

/** Returns what was new. */
export function take(list: Message[]): Message[] {
  const known = new Set(messages.value.map((one) => one.seq))
  const fresh = list.filter((one) => !known.has(one.seq))
  if (fresh.length) messages.value = [...messages.value, ...fresh].sort((a, b) => a.seq - b.seq)
  const seen = new Set(messages.value.map((one) => one.seq))
  while (seen.has(complete + 1)) complete += 1
  return fresh
}

/** The server's answer to "everything after n" is complete even where numbers are missing. */
export function completeTo(seq: number): void {
  if (seq > complete) complete = seq
}

export function hasGap(): boolean {
  const last = messages.value[messages.value.length - 1]
  return !!last && last.seq > complete
}

export function dropMessages(): void {
  messages.value = []
  complete = 0
}
