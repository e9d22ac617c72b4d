import { signal } from '@preact/signals'
import { clock } from '../common/clock'
import { said } from '../common/words'
import { announce } from '../staff/announce'
import type { Dismiss } from '../staff/Hints'
import { now } from '../staff/clock'
import { insist } from '../staff/insist'
import type { CloseRecord, Contact, Hint, Ladder, Level, Name, Screener, Stage } from '../staff/wire'
import { a } from './assess-words'
import { pause } from './seat'
import { chosenId, choose, closedNotice, dismiss, pass, refresh, tab, talks, tell, trouble } from './store'
import type { Talk } from './talk'
import { afterPause } from './undo'
import { w } from './words'

/** Offers and hand-overs being answered: a second press does nothing. */
export const busy = signal<string[]>([])

async function once(id: string, act: () => Promise<void>): Promise<void> {
  if (busy.peek().includes(id)) return
  busy.value = [...busy.peek(), id]
  trouble.value = ''
  await act()
  busy.value = busy.peek().filter((one) => one !== id)
}

async function goTo(contact: string): Promise<void> {
  await refresh()
  if (talks.peek().some((talk) => talk.id === contact)) choose(contact)
  else chosenId.value = contact
  tab.value = 'talk'
  focusComposer()
}

export function focusComposer(): void {
  const until = Date.now() + 2000
  const look = () => {
    const box = document.getElementById('composer')
    if (box) box.focus()
    else if (Date.now() < until) window.setTimeout(look, 30)
  }
  window.setTimeout(look, 30)
}

export const accept = (offer: string): Promise<void> =>
  once(offer, async () => {
    const answer = await insist<{ contact: string }>('accept', { offer })
    pass(offer)
    if (answer.ok) return goTo(answer.contact)
    if (answer.code !== 'taken') return tell(answer.text)
    const by = (answer.by as { name: Name } | null)?.name
    trouble.value = by ? w().offerTaken(said(by)) : answer.why === 'expired' ? w().offerExpired : w().offerGone
    announce(trouble.value)
    void refresh()
  })

export const decline = (offer: string): Promise<void> =>
  once(offer, async () => {
    pass(offer)
    const answer = await insist('decline', { offer })
    if (!answer.ok && answer.code !== 'taken') tell(answer.text)
    void refresh()
  })

export async function callSupervisor(talk: Talk): Promise<void> {
  trouble.value = ''
  if (!talk.calledAt.peek()) announce(w().calling)
  const answer = await insist('call_supervisor', { contact: talk.id })
  if (answer.ok) {
    talk.calledAt.value ??= now.peek()
    announce(w().called(clock(talk.calledAt.value)))
    return
  }
  tell({ zh: w().callFailed, en: w().callFailed })
}

export function endSoon(talk: Talk): void {
  afterPause(talk.pausing, 'end', async () => {
    const answer = await insist('end', { contact: talk.id })
    if (!answer.ok && answer.code !== 'closed') tell(answer.text)
    await refresh()
    if (chosenId.peek() === talk.id && talk.contact.peek().state === 'wrap_up') tab.value = 'side'
  })
}

export function handOverSoon(talk: Talk, to: string, note: string): void {
  afterPause(talk.pausing, 'hand_over', async () => {
    const answer = await insist('hand_over', { contact: talk.id, to, note })
    if (!answer.ok) tell(answer.text)
    void refresh()
  })
}

export const handOverAccept = (id: string): Promise<void> =>
  once(id, async () => {
    const answer = await insist<{ contact: string }>('hand_over_accept', { hand_over: id })
    if (answer.ok) return goTo(answer.contact)
    tell(answer.text)
    void refresh()
  })

export const handOverAnswer = (id: string, event: 'hand_over_decline' | 'hand_over_cancel'): Promise<void> =>
  once(id, async () => {
    const answer = await insist(event, { hand_over: id })
    if (!answer.ok) tell(answer.text)
    void refresh()
  })

export type Assessing = {
  level: Level
  stage: Stage
  note?: string
  screener?: Screener
  ladder?: Ladder
  distress?: number
  hopelessness?: number
}

export async function assess(talk: Talk, given: Assessing): Promise<boolean> {
  trouble.value = ''
  const answer = await insist<{ contact: Contact }>('assess', { contact: talk.id, ...given })
  if (!answer.ok) {
    tell(answer.text)
    return false
  }
  talk.contact.value = answer.contact
  announce(a().saved)
  return true
}

export async function dismissHint(talk: Talk, ...[seq, rules, reason, note]: Parameters<Dismiss>): Promise<boolean> {
  trouble.value = ''
  for (const rule of rules) {
    const payload = { contact: talk.id, seq, rule, reason, ...(note ? { note } : {}) }
    const answer = await insist<{ hints: Hint[] }>('dismiss_hint', payload)
    if (!answer.ok) {
      tell(answer.text)
      return false
    }
    talk.readAs(seq, answer.hints)
  }
  return true
}

export async function closeTalk(
  talk: Talk,
  record: CloseRecord,
  confirm: boolean,
): Promise<'done' | 'confirm' | 'failed'> {
  trouble.value = ''
  const answer = await insist('close', { contact: talk.id, record, confirm })
  if (!answer.ok && answer.code === 'confirm_needed') return 'confirm'
  if (!answer.ok && answer.code !== 'closed') {
    tell(answer.text)
    return 'failed'
  }
  const contact = talk.contact.peek()
  const level = Math.max(contact.level, record.level) as Level
  closedNotice.value = { code: contact.code, level, paused: level >= 4, escalation: contact.escalation?.code ?? null }
  dismiss(talk)
  focusComposer()
  if (level >= 4) await pause()
  void refresh()
  return 'done'
}
