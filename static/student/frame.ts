import { effect } from '@preact/signals'
import { lang } from '../common/words'
import { changeLang } from './conversation'
import { covered } from './state'
import { page } from './words'

/** The part of the page that stands in the HTML, so that leaving works before and without this script. */
export function watchFrame(): void {
  const brand = document.getElementById('brand')!
  const jump = document.getElementById('jump')!
  const other = document.getElementById('lang')!
  const exits = Array.from(document.querySelectorAll('[data-exit]'))
  other.addEventListener('click', changeLang)
  jump.addEventListener('click', (event) => {
    event.preventDefault()
    const field = document.getElementById('compose') || document.getElementById('talk')
    if (field) field.focus()
  })
  effect(() => {
    const w = page()
    document.title = w.title
    jump.textContent = w.jump
    other.textContent = w.other
    other.setAttribute('lang', lang.value === 'zh' ? 'en' : 'zh-CN')
    for (const exit of exits) exit.textContent = w.leave
    exits[exits.length - 1]!.setAttribute('aria-label', w.leaveName)
    brand.textContent = covered.value ? w.title : w.brand
    other.hidden = covered.value
    jump.hidden = covered.value
  })
}
