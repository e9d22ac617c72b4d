import { computed, effect, signal } from '@preact/signals'
import { Outbox } from '../common/outbox'
import { read, write } from '../common/words'
import { line, online } from '../staff/link'
import { kept } from '../staff/session'
import type { CloseRecord, Contact, Hint, Message, Name, Opened, Whisper } from '../staff/wire'
import { blankAssess, keptAssess, type AssessDraft } from './assess-draft'
import type { Pause } from './undo'

export type Taken = { by: Name | null; why: string }
export type Draft = Omit<CloseRecord, 'level'> & { level: CloseRecord['level'] | null }

const blankRecord = (): Draft => ({ about: [], level: null, done: [], next: 'none', note: '' })

/** One conversation as this page holds it: what the server said, and what is being typed. */
export class Talk {
  readonly id: string
  readonly contact
  readonly messages = signal<Message[]>([])
  readonly whispers = signal<Whisper[]>([])
  readonly draft
  readonly record = signal<Draft>(blankRecord())
  readonly assess
  readonly handOverNote = signal('')
  readonly taken = signal<Taken | null>(null)
  readonly unread = signal(0)
  readonly writing = signal(false)
  readonly calledAt = signal<number | null>(null)
  readonly pausing = signal<Pause | null>(null)
  readonly loaded = signal(false)
  readonly outbox: Outbox<{ text: string }>
  readonly lastSeq = computed(() => this.messages.value.at(-1)?.seq ?? 0)
  readonly writable = computed(() => !this.taken.value && this.contact.value.state === 'active')

  private loading = false
  private loadAgain = false
  private quiet = 0
  private readonly keys: { draft: string; assess: string }
  private readonly stopKeeping: () => void

  constructor(contact: Contact) {
    this.id = contact.id
    this.contact = signal(contact)
    this.keys = { draft: `${kept}draft.${contact.id}`, assess: `${kept}assess.${contact.id}` }
    this.draft = signal(read(sessionStorage, this.keys.draft) ?? '')
    this.assess = signal(keptAssess(read(sessionStorage, this.keys.assess)))
    const stops = [
      effect(() => write(sessionStorage, this.keys.draft, this.draft.value || null)),
      effect(() => {
        const draft = this.assess.value
        write(sessionStorage, this.keys.assess, draft === blankAssess ? null : JSON.stringify(draft))
      }),
    ]
    this.stopKeeping = () => stops.forEach((stop) => stop())
    this.outbox = new Outbox({
      send: (item) => this.send(item.client_id, item.body.text),
      onSent: (item) => this.keepSent(item.client_id, item.body.text, item.seq, item.at),
      ready: () => online.peek() && !this.taken.peek(),
      storage: sessionStorage,
      key: `${kept}out.${contact.id}`,
    })
  }

  async load(): Promise<void> {
    if (this.loading) {
      this.loadAgain = true
      return
    }
    this.loading = true
    do {
      this.loadAgain = false
      const answer = await line.ask<Opened>('open', { contact: this.id, last_seq: this.lastSeq.peek() })
      if (answer.ok) {
        this.contact.value = answer.contact
        this.merge(answer.messages)
        this.whispers.value = answer.whispers
        this.loaded.value = true
      }
    } while (this.loadAgain)
    this.loading = false
    this.outbox.kick()
  }

  /** Every line again, for what changed on them since: hints, and hints put away. */
  async reread(): Promise<void> {
    const answer = await line.ask<Opened>('open', { contact: this.id, last_seq: 0 })
    if (!answer.ok) return
    this.contact.value = answer.contact
    this.merge(answer.messages)
    this.whispers.value = answer.whispers
  }

  readAs(seq: number, hints: Hint[]): void {
    this.messages.value = this.messages.peek().map((one) => (one.seq === seq ? { ...one, hints } : one))
  }

  change(next: Partial<AssessDraft>): void {
    this.assess.value = { ...this.assess.peek(), ...next }
  }

  /** Puts a line in the box, after what is there, to be changed before it is sent. */
  put(text: string): void {
    const draft = this.draft.peek()
    if (draft.includes(text)) return
    this.draft.value = draft && !draft.endsWith('\n') ? `${draft}\n${text}` : draft + text
  }

  receive(message: Message): void {
    const gap = message.seq > this.lastSeq.peek() + 1
    this.merge([message])
    if (gap) void this.load()
  }

  hear(whisper: Whisper): void {
    if (this.whispers.peek().some((one) => one.id === whisper.id)) return
    this.whispers.value = [...this.whispers.peek(), whisper]
  }

  studentTypes(on: boolean): void {
    window.clearTimeout(this.quiet)
    this.writing.value = on
    if (on) this.quiet = window.setTimeout(() => (this.writing.value = false), 6000)
  }

  take(by: Name | null, why: string): void {
    const before = this.taken.peek()
    if (before && before.why !== 'gone') return
    this.pausing.peek()?.stop()
    this.taken.value = { by, why }
  }

  forget(): void {
    this.pausing.peek()?.stop()
    this.stopKeeping()
    this.draft.value = ''
    this.assess.value = blankAssess
    for (const key of Object.values(this.keys)) write(sessionStorage, key, null)
    this.outbox.clear()
  }

  private merge(fresh: Message[]): void {
    if (fresh.length === 0) return
    const bySeq = new Map(this.messages.peek().map((one) => [one.seq, one]))
    for (const message of fresh) {
      bySeq.set(message.seq, message)
      if (message.client_id) this.outbox.settle(message.client_id, message.seq)
      if (message.from === 'student') this.studentTypes(false)
    }
    this.messages.value = [...bySeq.values()].sort((a, b) => a.seq - b.seq)
    for (const item of this.outbox.items.peek()) if (item.state === 'sent') this.outbox.remove(item.client_id)
  }

  private async send(client_id: string, text: string) {
    const epoch = this.contact.peek().epoch
    const answer = await line.ask<{ seq: number; at: string }>('reply', { contact: this.id, client_id, text, epoch })
    if (!answer.ok && answer.code === 'not_yours')
      this.take((answer.by as { name: Name } | null)?.name ?? null, 'taken_over')
    return answer
  }

  // The push with the stored line may come before or after the answer; either one shows it once.
  private keepSent(client_id: string, text: string, seq: number | undefined, at: string): void {
    const known = this.messages.peek().some((one) => one.seq === seq)
    if (!known && seq === this.lastSeq.peek() + 1) this.merge([{ seq, from: 'staff', text, at, client_id }])
    else if (!known) void this.load()
    else this.outbox.remove(client_id)
  }
}
