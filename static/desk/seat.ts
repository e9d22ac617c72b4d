import { signal } from '@preact/signals'
import { insist } from '../staff/insist'
import { testSound, unlockSound } from '../staff/sound'
import type { Desk } from '../staff/wire'
import { apply, desk, tell, trouble } from './store'

/** Codes still in hand when somebody wants to go. */
export const holding = signal<string[] | null>(null)
export const sitting = signal(false)

async function sit(event: 'ready' | 'pause'): Promise<void> {
  if (sitting.peek()) return
  sitting.value = true
  trouble.value = ''
  const answer = await insist<{ desk: Desk }>(event)
  sitting.value = false
  if (answer.ok) apply(answer.desk)
  else tell(answer.text)
}

export function goReady(): void {
  void (desk.peek()?.seat.state === 'off' ? testSound('offer') : unlockSound())
  void sit('ready')
}

export const pause = (): Promise<void> => sit('pause')

export function toggleSeat(): void {
  if (desk.peek()?.seat.state === 'ready') void pause()
  else goReady()
}

export async function leave(force: boolean): Promise<void> {
  trouble.value = ''
  const answer = await insist<{ desk: Desk }>('leave', { force })
  holding.value = null
  if (answer.ok) apply(answer.desk)
  else if (answer.code === 'still_holding') holding.value = answer.contacts as string[]
  else tell(answer.text)
}
