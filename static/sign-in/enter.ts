import { signal } from '@preact/signals'
import { said } from '../common/words'
import { alarm } from '../staff/announce'
import { post } from '../staff/session'
import type { Me } from '../staff/wire'
import { w } from './words'

export type Field = 'login' | 'password' | 'code'

export const login = signal('')
export const password = signal('')
export const code = signal('')
export const entering = signal(false)
export const problem = signal<{ text: string; field: Field | null } | null>(null)
/** Until when another try is refused. */
export const blockedUntil = signal(0)

const digits = (text: string): string => text.normalize('NFKC').replace(/\D/g, '')

export async function enter(): Promise<void> {
  if (entering.peek() || blockedUntil.peek() > Date.now()) return
  const missing = firstMissing()
  if (missing) return fail(...missing)
  problem.value = null
  entering.value = true
  const answer = await post<{ me: Me; home: string }>('/api/staff/sign-in', {
    login: login.peek().trim(),
    password: password.peek(),
    code: digits(code.peek()),
  })
  if (answer.ok) {
    location.replace(wanted(answer.me, answer.home))
    return
  }
  entering.value = false
  code.value = ''
  if (answer.code === 'slow_down') {
    const seconds = answer.after_s ?? 30
    blockedUntil.value = Date.now() + seconds * 1000
    window.setTimeout(() => (blockedUntil.value = 0), seconds * 1000)
    fail(w().slowDown(seconds), null)
  } else if (answer.code === 'sign_in_refused') {
    fail(w().refused, 'code')
  } else {
    fail(said(answer.text), null)
  }
}

function firstMissing(): [string, Field] | null {
  if (!login.peek().trim()) return [w().needLogin, 'login']
  if (!password.peek()) return [w().needPassword, 'password']
  if (digits(code.peek()).length !== 6) return [w().needCode, 'code']
  return null
}

function fail(text: string, field: Field | null): void {
  problem.value = { text, field }
  alarm(text)
  if (field) window.setTimeout(() => document.getElementById(field)?.focus(), 0)
}

// Only our own pages: an address from outside must not decide where a fresh session goes.
function wanted(me: Me, home: string): string {
  const from = location.hash.slice(1)
  if (from === '/desk') return from
  if ((from === '/floor' || from === '/review') && me.role === 'supervisor') return from
  return home === '/floor' ? '/floor' : '/desk'
}
