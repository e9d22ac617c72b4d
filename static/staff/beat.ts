import { signal } from '@preact/signals'
import workerUrl from './beat.worker.ts?worker&url'
import { serverSays } from './clock'
import { line, onOnline } from './link'

const lease = 30

/** How long the server did not hear this page, once that was longer than its lease. */
export const silence = signal<number | null>(null)

let heard = Date.now()

async function beat(): Promise<void> {
  const answer = await line.ask<{ now: string }>('here')
  if (!answer.ok) return
  const gap = Math.round((Date.now() - heard) / 1000)
  heard = Date.now()
  serverSays(answer.now)
  if (gap > lease) silence.value = gap
}

type Policy = { createScriptURL(url: string): string }
type TrustedTypes = { createPolicy(name: string, rules: Policy): Policy }

function trusted(url: string): string {
  const types = (window as { trustedTypes?: TrustedTypes }).trustedTypes
  return types ? types.createPolicy('beat', { createScriptURL: (given) => given }).createScriptURL(url) : url
}

export function startBeating(): void {
  heard = Date.now()
  onOnline(() => void beat())
  try {
    const worker = new Worker(trusted(workerUrl))
    worker.onmessage = () => void beat()
    worker.onerror = () => setInterval(() => void beat(), 8000)
  } catch {
    setInterval(() => void beat(), 8000)
  }
}
