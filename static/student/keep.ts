import { secret } from '../common/ids'
import { read, write } from '../common/words'

// Short keys without meaning: whoever opens the developer tools on a shared phone learns nothing from the names.
const store = sessionStorage
const KEYS = 'k'
const WISH = 'b'
const DRAFT = 'd'
export const OUTBOX = 'o'

interface Keys {
  secret: string
  next?: string
}

export interface Wish {
  begin: boolean
  danger: boolean
}

let keys: Keys | null = null
// After leaving, an answer still on its way must not write anything back.
let gone = false

function load(): Keys {
  if (keys) return keys
  try {
    const kept = JSON.parse(read(store, KEYS) || 'null')
    if (kept && typeof kept.secret === 'string') keys = kept
  } catch {
    keys = null
  }
  return keys || save({ secret: secret() })
}

function save(next: Keys): Keys {
  keys = next
  if (!gone) write(store, KEYS, JSON.stringify(next))
  return next
}

export const currentSecret = (): string => load().secret

/** Both halves are kept before they are used: if the answer is lost, the same pair is sent again. */
export function pair(): { secret: string; next: string } {
  const now = load()
  const next = now.next || secret()
  save({ secret: now.secret, next })
  return { secret: now.secret, next }
}

export function advance(used: { next: string }): void {
  save({ secret: used.next })
}

export const dropNext = (): void => void save({ secret: load().secret })
export const useSecret = (value: string): void => void save({ secret: value })
export const freshSecret = secret

export function wish(): Wish {
  const kept = read(store, WISH) || ''
  return { begin: kept !== '', danger: kept === '2' }
}

export function setWish(value: Wish | null): void {
  if (!gone) write(store, WISH, value ? (value.danger ? '2' : '1') : null)
}

export const draft = (): string => read(store, DRAFT) || ''

export function setDraft(text: string): void {
  if (!gone) write(store, DRAFT, text || null)
}

export function forget(): void {
  gone = true
  keys = null
  try {
    store.clear()
  } catch {
    return
  }
}
