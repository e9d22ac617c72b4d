import { testSound } from '../staff/sound'
import { callChosen } from './Bar'
import { focusComposer } from './acts'
import { askEnd } from './Conversation'
import { undoPause } from './Pausing'
import { toggleSeat } from './seat'
import { sheet } from './sheet'
import { choose, chosen, talks } from './store'

function open(which: 'phrases' | 'hand_over'): void {
  if (chosen.peek()?.writable.peek()) sheet.value = which
}

const acts: Record<string, () => void> = {
  F2: callChosen,
  F4: () => open('phrases'),
  F6: () => open('hand_over'),
  F7: () => {
    const talk = chosen.peek()
    if (talk) askEnd(talk)
  },
  F8: toggleSeat,
  F9: () => void testSound('offer'),
}

function onKey(event: KeyboardEvent): void {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.shiftKey) return
  if (event.altKey) return onAlt(event)
  if (event.key === 'Escape') return onEscape()
  const act = acts[event.key]
  if (!act) return
  event.preventDefault()
  if (event.repeat) return
  const inDialog = document.querySelector('dialog[open]') !== null
  if (!inDialog || event.key === 'F2') act()
}

function onAlt(event: KeyboardEvent): void {
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code)?.[1]
  if (digit === undefined || document.querySelector('dialog[open]')) return
  event.preventDefault()
  if (digit === '0') {
    document.querySelector<HTMLElement>('[data-accept]')?.focus()
    return
  }
  const talk = talks.peek()[Number(digit) - 1]
  if (!talk) return
  choose(talk.id)
  focusComposer()
}

function onEscape(): void {
  const talk = chosen.peek()
  if (talk?.pausing.peek()) undoPause(talk)
  else if (sheet.peek() === 'end') sheet.value = null
}

export function listenToKeys(): void {
  document.addEventListener('keydown', onKey)
}
