import './old'
import { effect, signal } from '@preact/signals'

export type Lang = 'zh' | 'en'
export type Both = { zh: string; en: string }

export const lang = signal<Lang>('zh')

type Entry = string | ((...args: never[]) => string)
type Same<T> = { [K in keyof T]: T[K] extends string ? string : T[K] }

/** `const w = words({zh: {...}, en: {...}})`, then `w().title` inside a component follows the language. */
export function words<T extends Record<string, Entry>>(table: { zh: T; en: Same<T> }): () => Same<T> {
  return () => (lang.value === 'zh' ? (table.zh as Same<T>) : table.en)
}

/** The side of a server text in the reader's language. */
export function said(text: Both | null | undefined): string {
  return text ? text[lang.value] || text.zh || text.en : ''
}

export function switchLang(): void {
  lang.value = lang.value === 'zh' ? 'en' : 'zh'
}

/** Staff pages pass localStorage; a student's choice must not outlive the tab, so that page passes sessionStorage. */
export function keepLang(store: Storage, key = 'lang'): void {
  const kept = read(store, key)
  if (kept === 'zh' || kept === 'en') lang.value = kept
  effect(() => {
    document.documentElement.lang = lang.value === 'zh' ? 'zh-CN' : 'en'
    if (lang.value !== 'zh' || read(store, key) !== null) write(store, key, lang.value)
  })
}

/** Storage throws where a browser forbids it; the page then simply forgets. */
export function read(store: Storage, key: string): string | null {
  try {
    return store.getItem(key)
  } catch {
    return null
  }
}

export function write(store: Storage, key: string, value: string | null): void {
  try {
    if (value === null) store.removeItem(key)
    else store.setItem(key, value)
  } catch {
    return
  }
}

const han = /[\u3400-\u9fff\uf900-\ufaff]/

/** A wrong language gives wrong glyphs and a wrong voice; where it is not Chinese for certain, none is claimed. */
export function langOf(text: string): 'zh-CN' | undefined {
  return han.test(text) ? 'zh-CN' : undefined
}
