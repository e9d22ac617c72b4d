import { signal } from '@preact/signals'
import { io, type Socket } from 'socket.io-client'
import { randomHex } from './ids'
import type { Both } from './words'

export type Refusal = { ok: false; code: string; text: Both; retry: boolean; after_s?: number; [extra: string]: unknown }
export type Answer<T = Record<string, unknown>> = ({ ok: true } & T) | Refusal
export type LineState = 'connecting' | 'online' | 'offline'

export interface LineHandlers {
  onConnect?: () => void
  onDisconnect?: (reason: string) => void
  onRefused?: (data: { code: string; text?: Both }) => void
}

const noAnswer = (): Refusal => ({
  ok: false,
  code: 'no_answer',
  retry: true,
  text: { zh: '网络不稳，还没送到。', en: 'The network is weak; not delivered yet.' },
})

// Made once per page load and kept in memory only: it ties the polling requests of one page together.
const pageKey = randomHex(32)

export class Line {
  /** 'connecting' only before the first success or failure; read it as a signal. */
  readonly state = signal<LineState>('connecting')
  /** True while connected to a server that cannot answer or store: to a student the same as no network. */
  readonly stuck = signal(false)
  private socket: Socket
  private wanted = true
  private openedAt = 0
  private shortLives = 0
  private again = 0

  constructor(namespace: '/student' | '/desk', private handlers: LineHandlers = {}) {
    this.socket = io(namespace, {
      path: '/socket.io',
      transports: ['websocket', 'polling'],
      tryAllTransports: true,
      upgrade: false,
      extraHeaders: { 'X-Line-Key': pageKey },
      reconnectionDelay: 1000,
      reconnectionDelayMax: 8000,
      randomizationFactor: 0.5,
      timeout: 8000,
    })
    this.socket.on('connect', this.opened)
    this.socket.on('disconnect', this.closed)
    this.socket.on('connect_error', this.failed)
    window.addEventListener('online', this.wake)
    window.addEventListener('offline', this.cut)
    window.addEventListener('pageshow', this.wake)
    window.addEventListener('pagehide', this.sleep)
    document.addEventListener('visibilitychange', this.wake)
  }

  get online(): boolean {
    return this.state.value === 'online'
  }

  /** Never rejects: trouble on the way is an answer too. */
  ask<T = Record<string, unknown>>(event: string, payload: object = {}, { timeoutMs = 8000 } = {}): Promise<Answer<T>> {
    if (!this.socket.connected) return Promise.resolve(noAnswer())
    return new Promise((resolve) => {
      this.socket.timeout(timeoutMs).emit(event, payload, (trouble: Error | null, answer: Answer<T>) => {
        const got = trouble || !answer || typeof answer !== 'object' ? noAnswer() : answer
        this.stuck.value = !got.ok && ['no_answer', 'unavailable', 'internal'].includes(got.code)
        resolve(got)
      })
    })
  }

  on<T = any>(event: string, fn: (data: T) => void): () => void {
    this.socket.on(event, fn)
    return () => this.socket.off(event, fn)
  }

  /** Resolves when online, or after a while anyway. */
  ready(timeoutMs = 8000): Promise<void> {
    return new Promise((resolve) => {
      if (this.socket.connected) return resolve()
      const done = () => {
        window.clearTimeout(timer)
        this.socket.off('connect', done)
        resolve()
      }
      const timer = window.setTimeout(done, timeoutMs)
      this.socket.on('connect', done)
    })
  }

  /** Opens at once, also out of a back-off or after close(). */
  reconnect(): void {
    this.wanted = true
    window.clearTimeout(this.again)
    this.socket.disconnect()
    this.socket.connect()
  }

  /** Stays closed until reconnect(). */
  close(): void {
    this.wanted = false
    window.clearTimeout(this.again)
    this.socket.disconnect()
  }

  private opened = () => {
    this.openedAt = Date.now()
    this.state.value = 'online'
    this.handlers.onConnect?.()
  }

  private closed = (reason: string) => {
    if (Date.now() - this.openedAt < 20_000) this.shortLives += 1
    else this.shortLives = 0
    if (this.shortLives >= 2 && reason !== 'io client disconnect') this.turnTransports()
    this.state.value = 'offline'
    this.handlers.onDisconnect?.(reason)
    // The library does not come back by itself after a server-side disconnect.
    if (reason === 'io server disconnect' && this.wanted) this.later()
  }

  private failed = (error: Error & { data?: { code: string; text?: Both } }) => {
    this.state.value = 'offline'
    if (error.data && error.data.code) {
      this.handlers.onRefused?.(error.data)
      if (this.wanted) this.later()
      return
    }
    this.turnTransports()
  }

  // tryAllTransports only helps where the network says no. Where it swallows WebSocket in silence
  // the attempt times out, so the next one starts with the other transport.
  private turnTransports(): void {
    const options = this.socket.io.opts as { transports?: string[] }
    options.transports = [...(options.transports ?? [])].reverse()
    this.shortLives = 0
  }

  private later(): void {
    window.clearTimeout(this.again)
    this.again = window.setTimeout(() => this.wanted && this.socket.connect(), 1000 + Math.random() * 3000)
  }

  // A WebSocket does not notice a lost network by itself until the next ping is due.
  private cut = () => {
    if (this.socket.connected) this.socket.io.engine.close()
  }

  // An open socket keeps a page out of the back-forward cache.
  private sleep = () => {
    this.state.value = 'offline'
    this.socket.disconnect()
  }

  private wake = () => {
    if (!this.wanted || this.socket.connected || document.visibilityState === 'hidden') return
    // An attempt in flight on a slow network must not be cut short by a focus change.
    if (this.state.value === 'connecting') return
    this.reconnect()
  }
}
