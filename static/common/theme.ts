import { effect, signal } from '@preact/signals'
import { read, write } from './words'

export type Theme = 'system' | 'light' | 'dark'

export const theme = signal<Theme>('system')

const wish = typeof matchMedia === 'function' ? matchMedia('(prefers-color-scheme: dark)') : null
const systemDark = signal(!!wish && wish.matches)
// addListener, because old WebKit has no addEventListener on a media query.
if (wish) wish.addListener((event) => (systemDark.value = event.matches))

export function isDark(): boolean {
  return theme.value === 'system' ? systemDark.value : theme.value === 'dark'
}

export function switchTheme(): void {
  theme.value = isDark() ? 'light' : 'dark'
}

/** Staff pages pass localStorage, the student page sessionStorage. */
export function keepTheme(store: Storage, key = 'theme'): void {
  const kept = read(store, key)
  if (kept === 'light' || kept === 'dark') theme.value = kept
  effect(() => {
    const root = document.documentElement
    if (theme.value === 'system') {
      root.removeAttribute('data-theme')
      if (read(store, key) !== null) write(store, key, null)
    } else {
      root.setAttribute('data-theme', theme.value)
      write(store, key, theme.value)
    }
  })
}
