import { signal } from '@preact/signals'

/** So little is visible (a keyboard is up, or the text is very large) that lesser things step back. */
export const low = signal(false)

// Below this a column with its own scrolling leaves no room to read; then the page scrolls as a whole.
const tooLow = 300

export function watchViewport(): void {
  const view = window.visualViewport
  const fit = () => {
    // A pinch zoom also changes the visual viewport, and must not squeeze the page.
    if (view && view.scale > 1.01) return
    const height = view ? view.height : window.innerHeight
    low.value = height < 520
    document.documentElement.className = height < tooLow ? 'short' : low.value ? 'low' : ''
    document.body.style.height = height < tooLow ? '' : `${Math.round(height)}px`
    // Safari moves the page up under the keyboard instead of resizing it.
    if (view && height >= tooLow && view.offsetTop > 0) window.scrollTo(0, 0)
    const field = document.activeElement
    if (field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement) field.scrollIntoView({ block: 'nearest' })
  }
  if (view) {
    view.addEventListener('resize', fit)
    view.addEventListener('scroll', fit)
  } else {
    window.addEventListener('resize', fit)
  }
  document.addEventListener('focusout', () => window.setTimeout(fit, 100))
  fit()
}
