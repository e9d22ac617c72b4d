import { computed, signal } from '@preact/signals'
import { said } from '../common/words'
import { alarm, announce } from '../staff/announce'
import { now, serverSays } from '../staff/clock'
import { line, online } from '../staff/link'
import type { Contact, Desk, Level, Offer } from '../staff/wire'
import { levelWord, w as s } from '../staff/words'
import { Talk } from './talk'
import { w } from './words'

export const desk = signal<Desk | null>(null)
/** In the order they came to this page: nothing re-sorts under the pointer. */
export const talks = signal<Talk[]>([])
export const chosenId = signal<string | null>(null)
export const tab = signal<'list' | 'talk' | 'side'>('list')
/** One line about the last thing that did not work, until the next act. */
export const trouble = signal('')
export const closedNotice = signal<{ code: string; level: Level; paused: boolean; escalation: string | null } | null>(
  null,
)

export const chosen = computed(() => talks.value.find((talk) => talk.id === chosenId.value) ?? null)

const passed = signal<string[]>([])

// A picture from before the loss may show offers long gone: without a line, nothing rings and nothing can be taken.
export const offers = computed<Offer[]>(() => {
  if (!online.value || !desk.value) return []
  return desk.value.offers.filter(
    (offer) => !passed.value.includes(offer.id) && Date.parse(offer.expires_at) > now.value,
  )
})

export const unread = computed(() => talks.value.reduce((sum, talk) => sum + talk.unread.value, 0))

export function pass(offer: string): void {
  passed.value = [...passed.peek().slice(-50), offer]
}

export function choose(id: string): void {
  chosenId.value = id
  tab.value = 'talk'
  const talk = talks.peek().find((one) => one.id === id)
  if (talk) talk.unread.value = 0
}

let running = false
let again = false

export async function refresh(): Promise<void> {
  if (running) {
    again = true
    return
  }
  running = true
  let failed = false
  do {
    again = false
    const answer = await line.ask<{ desk: Desk }>('desk')
    if (answer.ok) apply(answer.desk)
    failed = !answer.ok && answer.retry && online.peek()
  } while (again)
  running = false
  if (failed) window.setTimeout(() => void refresh(), 2000)
}

export function apply(next: Desk): void {
  serverSays(next.now)
  const mine = next.contacts.filter((contact) => contact.mine && contact.state !== 'closed')
  for (const contact of mine) keep(contact)
  const ids = new Set(mine.map((contact) => contact.id))
  for (const talk of talks.peek()) if (!ids.has(talk.id)) talk.take(null, 'gone')
  desk.value = next
}

export function dismiss(talk: Talk): void {
  talk.forget()
  talks.value = talks.peek().filter((one) => one !== talk)
  if (chosenId.peek() !== talk.id) return
  chosenId.value = talks.peek()[0]?.id ?? null
  if (!chosenId.peek()) tab.value = 'list'
}

/** After a loss: the picture first, then what each conversation missed; `whole` for what changed on lines known. */
export async function catchUp(whole = false): Promise<void> {
  await refresh()
  const mine = talks.peek().filter((talk) => !talk.taken.peek())
  await Promise.all(mine.map(async (talk) => (whole && talk.loaded.peek() ? talk.reread() : talk.load())))
}

function keep(contact: Contact): void {
  const known = talks.peek().find((talk) => talk.id === contact.id)
  if (!known) {
    const talk = new Talk(contact)
    talks.value = [...talks.peek(), talk]
    if (!chosenId.peek() || cameFor(contact.id)) chosenId.value = contact.id
    void talk.load()
    return
  }
  const before = known.contact.peek()
  if (contact.epoch < before.epoch) return
  known.taken.value = null
  known.contact.value = contact
  if (contact.level > before.level && contact.level >= 3) {
    alarm(`${s().contact(contact.code)} L${contact.level} ${levelWord(contact.level)}，${s().byTriage}`)
  }
  if (contact.student.gone_since && !before.student.gone_since)
    announce(`${s().contact(contact.code)} ${w().studentGone}`)
  if (contact.last_seq > known.lastSeq.peek() && known.loaded.peek()) void known.load()
}

// The floor sends a supervisor here with the contact just taken over.
function cameFor(id: string): boolean {
  if (location.hash.slice(1) !== id) return false
  history.replaceState(null, '', location.pathname)
  tab.value = 'talk'
  return true
}

export function tell(text: { zh: string; en: string }): void {
  trouble.value = said(text)
  announce(trouble.value)
}
