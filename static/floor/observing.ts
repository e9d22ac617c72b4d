import { computed, signal } from '@preact/signals'
import { announce } from '../staff/announce'
import type { Dismiss } from '../staff/Hints'
import { insist } from '../staff/insist'
import { line, onOnline } from '../staff/link'
import type { Contact, Hint, Message, Opened, Whisper } from '../staff/wire'
import { nameOf } from '../staff/words'
import { Outbox } from '../common/outbox'
import { explain } from './acts'
import { w } from './words'

type Watched = { contact: Contact; messages: Message[]; whispers: Whisper[]; reason: string }

export const asking = signal<{ contact: string; code: string } | null>(null)
export const watched = signal<Watched | null>(null)
export const draft = signal('')
/** Once it is ours: the way to the desk. */
export const tookOver = signal(false)
export const opening = signal(false)

export const outbox = new Outbox<{ text: string; contact: string }>({
  send: (item) => line.ask('whisper', { contact: item.body.contact, client_id: item.client_id, text: item.body.text }),
  ready: () => line.online,
})

const lastSeq = computed(() => watched.value?.messages.at(-1)?.seq ?? 0)

export function askReason(contact: string, code: string): void {
  if (watched.peek()?.contact.id === contact) document.getElementById('watch')?.focus()
  else asking.value = { contact, code }
}

export async function observe(contact: string, reason: string): Promise<boolean> {
  if (opening.peek()) return false
  opening.value = true
  const answer = await insist<Opened>('observe', { contact, reason })
  opening.value = false
  explain(answer)
  if (!answer.ok) return false
  leave()
  watched.value = { contact: answer.contact, messages: answer.messages, whispers: answer.whispers, reason }
  return true
}

export function leave(): void {
  const before = watched.peek()
  watched.value = null
  tookOver.value = false
  draft.value = ''
  outbox.clear()
  if (before) void line.ask('unobserve', { contact: before.contact.id })
}

export function whisper(): void {
  const text = draft.peek().trim()
  const seen = watched.peek()
  if (!text || text.length > 500 || !seen) return
  outbox.add({ text, contact: seen.contact.id })
  draft.value = ''
}

export async function takeOver(): Promise<void> {
  const seen = watched.peek()
  if (!seen) return
  const answer = await insist<{ contact: string }>('take_over', { contact: seen.contact.id, epoch: seen.contact.epoch })
  explain(answer)
  if (answer.ok) {
    tookOver.value = true
    announce(w().tookOver)
  } else {
    void look()
  }
}

// Observing ends with the connection, so coming back asks again, for the same reason, and for what was missed.
async function look(event: 'observe' | 'open' = 'open', after = lastSeq.peek()): Promise<void> {
  const seen = watched.peek()
  if (!seen) return
  const { id } = seen.contact
  const payload = event === 'observe' ? { contact: id, reason: seen.reason } : { contact: id, last_seq: after }
  const answer = await insist<Opened>(event, payload)
  if (!answer.ok) return explain(answer)
  if (watched.peek()?.contact.id !== id) return
  change({ contact: answer.contact, whispers: answer.whispers })
  add(answer.messages)
}

export const dismissHint: Dismiss = async (seq, rules, reason, note) => {
  const seen = watched.peek()
  if (!seen) return false
  for (const rule of rules) {
    const payload = { contact: seen.contact.id, seq, rule, reason, ...(note ? { note } : {}) }
    const answer = await insist<{ hints: Hint[] }>('dismiss_hint', payload)
    explain(answer)
    if (!answer.ok || !isWatched(seen.contact.id)) return false
    const messages = watched.peek()?.messages ?? []
    change({ messages: messages.map((one) => (one.seq === seq ? { ...one, hints: answer.hints } : one)) })
  }
  return true
}

function add(fresh: Message[]): void {
  const bySeq = new Map((watched.peek()?.messages ?? []).map((one) => [one.seq, one]))
  for (const message of fresh) bySeq.set(message.seq, message)
  change({ messages: [...bySeq.values()].sort((a, b) => a.seq - b.seq) })
}

function change(next: Partial<Watched>): void {
  const seen = watched.peek()
  if (seen) watched.value = { ...seen, ...next }
}

const isWatched = (contact: string): boolean => watched.peek()?.contact.id === contact

export function watchTheLine(): void {
  onOnline(() => {
    void look('observe')
    outbox.kick()
  })
  // Lines that are known may have changed: what was read of them, or which hints were put away.
  line.on('look', () => void look('open', 0))
  line.on<{ contact: string; message: Message }>('message', ({ contact, message }) => {
    if (!isWatched(contact)) return
    const gap = message.seq > lastSeq.peek() + 1
    add([message])
    if (gap || message.from === 'system') void look()
  })
  line.on<{ contact: string; whisper: Whisper }>('whisper', ({ contact, whisper: heard }) => {
    if (!isWatched(contact)) return
    const known = watched.peek()?.whispers ?? []
    if (!known.some((one) => one.id === heard.id)) change({ whispers: [...known, heard] })
    if (heard.client_id) outbox.remove(heard.client_id)
  })
}

export const holderName = (contact: Contact): string => (contact.holder ? nameOf(contact.holder) : w().noHolder)
