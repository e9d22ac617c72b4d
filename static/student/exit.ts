import { config } from '../common/config'
import { currentSecret, forget } from './keep'
import { page } from './words'

let gone = false
const last: (() => void)[] = []

/** Called while leaving, after the page is blank. */
export function onExit(fn: () => void): void {
  last.push(fn)
}

function blank(): void {
  const text = page().opening
  document.title = text
  document.body.textContent = ''
  document.body.className = 'gone'
  const overlay = document.createElement('p')
  overlay.className = 'blank'
  overlay.setAttribute('role', 'alert')
  document.body.appendChild(overlay)
  overlay.textContent = text
}

export function leave(): void {
  if (gone) return go()
  gone = true
  const secret = currentSecret()
  blank()
  try {
    navigator.sendBeacon('/api/student/leave', JSON.stringify({ secret, drop: true }))
  } catch {
    // Without it the server notices the closed line by itself, only later.
  }
  forget()
  for (const fn of last) {
    try {
      fn()
    } catch {
      continue
    }
  }
  forget()
  go()
}

// replace, so that Back does not come here again.
function go(): void {
  location.replace(config.exit_url)
}

export function watchExit(): void {
  for (const link of Array.from(document.querySelectorAll<HTMLAnchorElement>('[data-exit]'))) link.href = config.exit_url
  document.addEventListener(
    'click',
    (event) => {
      const target = event.target instanceof Element && event.target.closest('[data-exit]')
      if (!target) return
      event.preventDefault()
      leave()
    },
    true,
  )
  window.addEventListener('pageshow', (event) => {
    if (event.persisted && gone) leave()
  })
}
