import { signal } from '@preact/signals'
import { uuid } from './ids'
import type { Answer, Refusal } from './line'
import { read, write, type Both } from './words'

export type OutState = 'sending' | 'sent' | 'failed'

export interface Outgoing<B> {
  client_id: string
  body: B
  state: OutState
  /** How often it met passing trouble; a page may say so after a few. */
  tries: number
  at: string
  seq?: number
  code?: string
  text?: Both
}

export interface OutboxOptions<B> {
  send: (item: Outgoing<B>) => Promise<Answer<{ seq: number; at: string }>>
  onSent?: (item: Outgoing<B>) => void
  /** Asked before each attempt; when false the queue waits for kick(). */
  ready?: () => boolean
  /** Only what is not yet sent is kept, so that a reload loses nothing. */
  storage?: Storage
  key?: string
}

const steps = [1000, 2000, 4000, 8000]

/** One message at a time and in order, so that the far side reads what was written in the order it was written. */
export class Outbox<B> {
  readonly items = signal<Outgoing<B>[]>([])
  private busy = false
  private timer = 0
  private run = 0

  constructor(private options: OutboxOptions<B>) {
    const { storage, key } = options
    if (!storage || !key) return
    try {
      this.items.value = JSON.parse(read(storage, key) || '[]')
    } catch {
      write(storage, key, null)
    }
  }

  add(body: B): string {
    const item: Outgoing<B> = { client_id: uuid(), body, state: 'sending', tries: 0, at: new Date().toISOString() }
    this.store([...this.items.value, item])
    this.kick()
    return item.client_id
  }

  retry(client_id: string): void {
    const item = this.items.value.find((one) => one.client_id === client_id)
    if (!item || item.state === 'sent') return
    // The far side holds other words under this id; the same id would be refused for ever.
    const id = item.code === 'id_conflict' ? uuid() : client_id
    this.change(client_id, { client_id: id, state: 'sending', tries: 0, code: undefined, text: undefined })
    this.kick()
  }

  /** The server already has it (it came back in the history). */
  settle(client_id: string, seq?: number): void {
    const item = this.items.value.find((one) => one.client_id === client_id)
    if (!item || item.state === 'sent') return
    this.change(client_id, { state: 'sent', seq })
  }

  remove(client_id: string): void {
    this.store(this.items.value.filter((one) => one.client_id !== client_id))
  }

  clear(): void {
    this.run += 1
    this.busy = false
    window.clearTimeout(this.timer)
    this.store([])
  }

  get waiting(): boolean {
    return this.items.value.some((one) => one.state === 'sending')
  }

  /** Try now: on connect, or when the person asks for it. */
  kick(): void {
    window.clearTimeout(this.timer)
    void this.work()
  }

  private async work(): Promise<void> {
    if (this.busy) return
    const item = this.items.value.find((one) => one.state === 'sending')
    if (!item || (this.options.ready && !this.options.ready())) return
    const run = this.run
    this.busy = true
    const answer = await this.options.send(item)
    if (run !== this.run) return
    this.busy = false
    const now = this.items.value.find((one) => one.client_id === item.client_id)
    if (!now || now.state !== 'sending') return this.work()
    if (answer.ok) {
      this.change(item.client_id, { state: 'sent', seq: answer.seq, at: answer.at })
      this.options.onSent?.({ ...now, state: 'sent', seq: answer.seq, at: answer.at })
      return this.work()
    }
    if (!answer.retry) {
      this.change(item.client_id, { state: 'failed', code: answer.code, text: answer.text })
      return this.work()
    }
    this.change(item.client_id, { tries: now.tries + 1 })
    this.timer = window.setTimeout(() => void this.work(), this.pause(now.tries, answer))
  }

  private pause(tries: number, answer: Refusal): number {
    const step = steps[Math.min(tries, steps.length - 1)]!
    const asked = typeof answer.after_s === 'number' ? answer.after_s * 1000 : 0
    return Math.max(step, asked) * (1 + Math.random() * 0.3)
  }

  private change(client_id: string, next: Partial<Outgoing<B>>): void {
    this.store(this.items.value.map((one) => (one.client_id === client_id ? { ...one, ...next } : one)))
  }

  private store(items: Outgoing<B>[]): void {
    this.items.value = items
    const { storage, key } = this.options
    if (!storage || !key) return
    const left = items.filter((one) => one.state !== 'sent')
    write(storage, key, left.length ? JSON.stringify(left) : null)
  }
}
