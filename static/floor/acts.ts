import { signal } from '@preact/signals'
import { said } from '../common/words'
import type { Answer } from '../common/line'
import { announce } from '../staff/announce'
import { insist } from '../staff/insist'
import type { Who } from '../staff/wire'
import { refresh, tell, trouble } from './store'
import { w } from './words'

/** What is being answered right now: a second press does nothing. */
export const busy = signal<string[]>([])

async function act(id: string, event: string, payload: object): Promise<boolean> {
  if (busy.peek().includes(id)) return false
  busy.value = [...busy.peek(), id]
  trouble.value = ''
  const answer = await insist(event, payload)
  busy.value = busy.peek().filter((one) => one !== id)
  explain(answer)
  void refresh()
  return answer.ok
}

export function explain(answer: Answer<object>): void {
  if (answer.ok) return
  const by = answer.code === 'taken' ? (answer.by as Who | null) : null
  if (!by) return tell(answer.text)
  trouble.value = w().alreadyTaken(said(by.name))
  announce(trouble.value)
}

export const takeAlarm = (alarm: string) => act(alarm, 'take_alarm', { alarm })
export const acknowledge = (escalation: string) => act(escalation, 'acknowledge', { escalation })
export const progress = (escalation: string, note: string) => act(escalation, 'progress', { escalation, note })
export const closeEscalation = (escalation: string, note: string) =>
  act(escalation, 'close_escalation', { escalation, note })
