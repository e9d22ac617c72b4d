import { signal } from '@preact/signals'
import type { Both } from '../common/words'

/** Who writes just now; a sign that is not renewed is no longer true. */
export const typing = signal<Both | null>(null)

let timer = 0

export function setTyping(name: Both | null): void {
  window.clearTimeout(timer)
  typing.value = name
  if (name) timer = window.setTimeout(() => (typing.value = null), 6000)
}
