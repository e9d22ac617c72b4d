import type { Answer } from '../common/line'
import type { Me } from './wire'

export const kept = 'desk.'

export function toSignIn(): void {
  location.replace(`/sign-in#${location.pathname}`)
}

/** What was typed for one person on duty is not for the next one at the same machine. */
export function forgetTyped(): void {
  try {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith(kept)) sessionStorage.removeItem(key)
  } catch {
    return
  }
}

export async function post<T>(path: string, body: object): Promise<Answer<T>> {
  const stop = new AbortController()
  const timer = window.setTimeout(() => stop.abort(), 10_000)
  try {
    const response = await fetch(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-CSRF': '1' },
      body: JSON.stringify(body),
      credentials: 'same-origin',
      signal: stop.signal,
    })
    return (await response.json()) as Answer<T>
  } catch {
    return {
      ok: false,
      code: 'no_answer',
      retry: true,
      text: { zh: '没有连上服务器，请再试一次。', en: 'The server did not answer. Please try again.' },
    }
  } finally {
    window.clearTimeout(timer)
  }
}

export async function whoAmI(): Promise<Me | null> {
  try {
    const response = await fetch('/api/staff/me', { credentials: 'same-origin', cache: 'no-store' })
    if (response.status === 401) toSignIn()
    const answer = (await response.json()) as Answer<{ me: Me }>
    return answer.ok ? answer.me : null
  } catch {
    return null
  }
}

export async function signOut(force: boolean): Promise<string[] | null> {
  const answer = await post('/api/staff/sign-out', force ? { force: true } : {})
  if (!answer.ok && answer.code === 'still_holding') return answer.contacts as string[]
  if (!answer.ok && answer.code !== 'signed_out') return []
  forgetTyped()
  location.replace('/sign-in')
  return null
}
