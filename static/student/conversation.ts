import { computed, signal } from '@preact/signals'
import { Line, type Answer } from '../common/line'
import { Outbox } from '../common/outbox'
import { lang, said, switchLang, type Both } from '../common/words'
import * as keep from './keep'
import { completeTo, dropMessages, hasGap, lastSeq, take } from './messages'
import { speakLine, tell } from './say'
import { forgetWait, speakWait } from './spoken'
import type { Begun, Entered, Message, Snapshot } from './types'
import { setTyping } from './typing'
import { noteText, page } from './words'

export type Place = 'here' | 'superseded' | 'retired'

export const contact = signal<Snapshot | null>(null)
export const place = signal<Place>('here')
export const misused = signal(false)
export const wish = signal(keep.wish())
/** A final refusal of begin or danger, in the server's words. */
export const refusal = signal<Both | null>(null)

let entered = false
let entering = false
let beginning = false
let quiet = true
let pause = 0
let gapTimer = 0
let recovering = false

export const line = new Line('/student', {
  onConnect: () => void enter(),
  onDisconnect: () => {
    entered = false
    setTyping(null)
    window.clearTimeout(pause)
  },
})

export const outbox = new Outbox<{ text: string }>({
  send: (item) => line.ask('say', { client_id: item.client_id, text: item.body.text }),
  ready: () => entered && line.online && contact.value !== null && place.value === 'here',
  onSent: (item) => {
    outbox.remove(item.client_id)
    takeIn([{ seq: item.seq!, from: 'student', text: item.body.text, at: item.at, client_id: item.client_id }])
  },
  storage: sessionStorage,
  key: keep.OUTBOX,
})

export const begun = computed(() => contact.value !== null || wish.value.begin || outbox.items.value.length > 0)
export const ended = computed(() => contact.value?.state === 'ended')
export const active = computed(() => contact.value?.state === 'active' && place.value === 'here')

function wanted(next: keep.Wish): void {
  wish.value = next
  keep.setWish(next.begin ? next : null)
}

// The delays grow, and differ between pages, so that a returning server is not met by all of them at once.
function again(fn: () => void, tries: number): void {
  window.clearTimeout(pause)
  pause = window.setTimeout(fn, Math.min(8000, 1000 * 2 ** tries) * (1 + Math.random() * 0.3))
}

async function enter(tries = 0): Promise<void> {
  if (entering || recovering || !line.online) return
  entering = true
  const keys = keep.pair()
  const answer: Answer<Entered> = await line.ask<Entered>('enter', { ...keys, last_seq: lastSeq(), lang: lang.value })
  entering = false
  if (keep.currentSecret() !== keys.secret) return void enter()
  if (!answer.ok) {
    if (answer.code === 'key_retired') return leaveTo('retired')
    if (line.online) again(() => void enter(tries + 1), tries)
    return
  }
  place.value = 'here'
  entered = true
  if (answer.contact) {
    keep.advance(keys)
    adopt(answer.contact, answer.messages)
  } else {
    keep.dropNext()
    contact.value = null
  }
  quiet = false
  if (answer.contact) settleWish()
  else if (wish.value.begin || outbox.waiting) void begin()
  outbox.kick()
}

function adopt(snapshot: Snapshot, list: Message[]): void {
  takeIn(list)
  completeTo(list.reduce((top, one) => Math.max(top, one.seq), snapshot.last_seq))
  show(snapshot)
}

async function begin(tries = 0): Promise<void> {
  if (beginning || !entered || contact.value) return
  beginning = true
  const centre = /^\/c\/([\w-]+)\/?$/.exec(location.pathname)
  const answer = await line.ask<Begun>('begin', {
    secret: keep.currentSecret(),
    lang: lang.value,
    ...(centre ? { centre: centre[1] } : {}),
    danger: wish.value.danger,
  })
  beginning = false
  if (answer.ok) {
    refusal.value = null
    show(answer.contact)
    settleWish()
    outbox.kick()
  } else if (answer.retry) {
    if (line.online) again(() => void begin(tries + 1), tries)
  } else {
    refusal.value = answer.text
    wanted({ begin: false, danger: false })
    tell(said(answer.text))
  }
}

/** What was wanted before the contact existed or while offline is done now. */
function settleWish(): void {
  const now = contact.value
  if (!now) return
  if (wish.value.danger && !now.danger && now.state !== 'ended') void tellDanger()
  else wanted({ begin: false, danger: false })
}

async function tellDanger(tries = 0): Promise<void> {
  if (!entered || !contact.value) return
  const answer = await line.ask<Begun>('danger')
  if (answer.ok) {
    show(answer.contact)
    wanted({ begin: false, danger: false })
  } else if (answer.retry) {
    if (line.online) window.setTimeout(() => void tellDanger(tries + 1), Math.min(8000, 1000 * 2 ** tries))
  } else {
    refusal.value = answer.text
  }
}

function show(snapshot: Snapshot): void {
  contact.value = snapshot
  if (snapshot.state !== 'active') setTyping(null)
  speakWait(snapshot)
}

function takeIn(list: Message[]): void {
  for (const one of list) if (one.client_id) outbox.remove(one.client_id)
  const fresh = take(list)
  const incoming = fresh.filter((one) => one.from !== 'student')
  const last = incoming[incoming.length - 1]
  if (last) setTyping(null)
  if (last && !quiet) speakLine(last.from === 'staff' ? `${said(last.name)} ${last.text}` : noteText(last.note))
  window.clearTimeout(gapTimer)
  if (hasGap()) gapTimer = window.setTimeout(() => hasGap() && void enter(), 1500)
}

function leaveTo(where: Place): void {
  place.value = where
  entered = false
  line.close()
}

line.on<Message>('message', (message) => takeIn([message]))
line.on<Snapshot>('state', show)
line.on('look', () => void enter())
line.on('superseded', () => leaveTo('superseded'))
line.on('key_misused', () => {
  misused.value = true
  tell(page().misused)
})
line.on<{ name: Both; on: boolean }>('typing', ({ name, on }) => setTyping(on ? name : null))

export function start(): void {
  wanted({ begin: true, danger: wish.value.danger })
  void begin()
}

export function say(text: string): void {
  if (!contact.value) start()
  outbox.add({ text })
}

export function inDanger(): void {
  if (ended.value || place.value !== 'here' || contact.value?.danger) return
  wanted({ begin: true, danger: true })
  if (contact.value) void tellDanger()
  else void begin()
}

function reset(secret: string): void {
  keep.useSecret(secret)
  wanted({ begin: false, danger: false })
  outbox.clear()
  dropMessages()
  contact.value = null
  misused.value = false
  refusal.value = null
  setTyping(null)
  forgetWait()
  place.value = 'here'
}

export function anew(): void {
  reset(keep.freshSecret())
  wanted({ begin: true, danger: false })
  entered = false
  line.reconnect()
}

export async function recover(code: string): Promise<Answer> {
  recovering = true
  if (!line.online) line.reconnect()
  await line.ready()
  const secret = keep.freshSecret()
  const answer = await line.ask<Entered & { contact: Snapshot }>('recover', { code, secret, lang: lang.value })
  recovering = false
  if (answer.ok) {
    reset(secret)
    entered = true
    adopt(answer.contact, answer.messages)
  } else if (place.value !== 'here') {
    line.close()
  } else if (!entered) {
    void enter()
  }
  return answer
}

/** The language of the queue follows the reader's. */
export function changeLang(): void {
  switchLang()
  if (contact.value?.state === 'waiting' && entered) void enter()
}

export function shut(): void {
  setTyping(null)
  window.clearTimeout(pause)
  window.clearTimeout(gapTimer)
  line.close()
  outbox.clear()
  dropMessages()
  contact.value = null
}
