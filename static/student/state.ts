import { signal } from '@preact/signals'

export type Panel = 'danger' | 'more' | 'receipt' | 'enter' | 'safety' | 'finish' | null

export const panel = signal<Panel>(null)
export const covered = signal(false)

let opener: HTMLElement | null = null

export function open(which: Panel): void {
  // Within the panels, going from one to the next keeps the way back to the first button.
  if (!panel.value && document.activeElement instanceof HTMLElement) opener = document.activeElement
  panel.value = which
}

export function close(): void {
  panel.value = null
  const back = opener && document.contains(opener) ? opener : document.getElementById('compose')
  opener = null
  window.setTimeout(() => back?.focus(), 0)
}
