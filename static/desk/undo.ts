import { signal, type Signal } from '@preact/signals'

const seconds = 5

export type Pause = { what: 'end' | 'hand_over'; left: Signal<number>; stop: () => void }

/** Nothing has left the page until the time is over: undoing is simply not doing. */
export function afterPause(slot: Signal<Pause | null>, what: Pause['what'], act: () => void): void {
  slot.peek()?.stop()
  const left = signal(seconds)
  const timer = window.setInterval(() => {
    left.value -= 1
    if (left.peek() > 0) return
    stop()
    act()
  }, 1000)
  const stop = (): void => {
    window.clearInterval(timer)
    slot.value = null
  }
  slot.value = { what, left, stop }
}
