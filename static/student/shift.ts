import { leave } from './exit'
import { tell } from './say'
import { page } from './words'

const needed = 3
// Chinese input methods switch with a lone Shift, so three of them only count when they come fast.
const span = 1500

let presses: number[] = []
let alone = false
let composing = false
let fade = 0

function reset(): void {
  presses = []
  alone = false
  show(0)
}

function show(count: number): void {
  const exit = document.querySelector('.leave')
  if (exit) exit.setAttribute('data-presses', String(count))
}

function pressed(): void {
  const now = Date.now()
  presses = presses.filter((at) => now - at < span)
  presses.push(now)
  window.clearTimeout(fade)
  if (presses.length >= needed) return leave()
  show(presses.length)
  tell(page().presses(needed - presses.length))
  fade = window.setTimeout(() => {
    reset()
    tell('')
  }, span)
}

export function watchShift(): void {
  document.addEventListener('compositionstart', () => {
    composing = true
    reset()
  })
  document.addEventListener('compositionend', () => (composing = false))
  document.addEventListener('keydown', (event) => {
    const lone = event.key === 'Shift' && !event.ctrlKey && !event.altKey && !event.metaKey
    if (lone && !event.repeat && !event.isComposing && event.keyCode !== 229 && !composing) alone = true
    else reset()
  })
  document.addEventListener('keyup', (event) => {
    if (event.key !== 'Shift') return
    if (alone && !composing && !event.isComposing) pressed()
    alone = false
  })
  document.addEventListener('mousedown', reset)
  window.addEventListener('blur', reset)
}
