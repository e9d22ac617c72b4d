import { computed, effect } from '@preact/signals'
import { alarm as shout } from '../staff/announce'
import { now } from '../staff/clock'
import { play, type Tune } from '../staff/sound'
import type { Alarm } from '../staff/wire'
import { alarmTitle } from './alarm-words'
import { floor } from './store'
import { w } from './words'

const tunes: Record<Alarm['priority'], Tune> = { 1: 'priority1', 2: 'priority2', 3: 'priority3' }
const everyS = { 1: 15, 2: 60, 3: Number.POSITIVE_INFINITY }
const floodOver = 10

/** Seeing never silences; only taking does, and only until its return time. */
export function rings(alarm: Alarm, at: number): boolean {
  if (!alarm.taken_by) return true
  return alarm.rings_again_at !== null && Date.parse(alarm.rings_again_at) <= at
}

const raisedAt = new Map<string, number>()

/** How many came in ten minutes, once that is more than one person can follow. */
export const rateOver = computed(() => {
  const at = now.value
  for (const one of floor.value?.alarms ?? []) raisedAt.set(one.id, Date.parse(one.raised_at))
  for (const [id, raised] of raisedAt) if (at - raised > 600_000) raisedAt.delete(id)
  return raisedAt.size > floodOver ? raisedAt.size : 0
})

export function ringForAlarms(): void {
  const last = new Map<string, number>()
  effect(() => {
    const at = now.value
    const open = (floor.value?.alarms ?? []).filter((one) => rings(one, at))
    const due = open.filter((one) => {
      const rang = last.get(one.id)
      return rang === undefined || at - rang >= everyS[one.priority] * 1000
    })
    for (const id of last.keys()) if (!open.some((one) => one.id === id)) last.delete(id)
    if (due.length === 0) return
    // One tune at a time, the gravest: five alarms at once are not five times as clear.
    const gravest = due.reduce((a, b) => (b.priority < a.priority ? b : a))
    play(tunes[gravest.priority])
    const news = due.filter((one) => !last.has(one.id))
    for (const one of due) last.set(one.id, at)
    const first = news.find((one) => one.priority === 1)
    if (first) shout(`${w().p1} · ${alarmTitle(first)}`)
  })
}

export function keepTitle(): void {
  effect(() => {
    const count = (floor.value?.alarms ?? []).filter((one) => rings(one, now.value)).length
    document.title = count ? `● ${w().rang(count)} · ${w().title}` : w().title
  })
}
