import { lasting } from '../common/clock'
import { said } from '../common/words'
import type { Alarm, Name } from '../staff/wire'
import { limit } from '../staff/clock'
import { w as s } from '../staff/words'
import { w } from './words'

const kinds = [
  'nobody_on_shift',
  'wait_limit',
  'offer_missed',
  'supervisor_called',
  'needs_eyes',
  'volunteer_vanished',
  'lost_contact',
  'assessment_late',
  'escalation_late',
  'notice_failing',
  'part_degraded',
] as const
const parts = ['bell', 'triage', 'disk', 'heartbeat', 'outbox', 'lexicon_files'] as const

const has = <T extends string>(list: readonly T[], one: unknown): one is T => (list as readonly unknown[]).includes(one)
const number = (value: unknown): number | null => (typeof value === 'number' ? value : null)

export function partWords(part: string): { name: string; more: string } {
  const known = has(parts, part) ? part : 'jobs'
  return { name: w()[known], more: w()[`${known}More`] }
}

export function alarmTitle(alarm: Alarm): string {
  const level = number(alarm.detail.level)
  const what = has(kinds, alarm.kind) ? w()[alarm.kind] : alarm.kind.replace(/_/g, ' ')
  const code = alarm.code && (alarm.contact ? s().contact(alarm.code) : alarm.code)
  const degree = level !== null && level >= 0 && level <= 4 ? `L${level}` : ''
  return [degree, code, what].filter(Boolean).join(' · ')
}

/** Detail is open-ended; what is not known is left out rather than guessed. */
export function alarmFacts(alarm: Alarm): string[] {
  const { detail } = alarm
  const facts: string[] = []
  const who = nameIn(detail.by) ?? nameIn(detail.who) ?? nameIn(detail.staff)
  if (who)
    facts.push(
      alarm.kind === 'offer_missed' ? w().missedBy(who) : alarm.kind === 'supervisor_called' ? w().by(who) : who,
    )
  const waited = number(detail.waited_s)
  if (waited !== null) facts.push(w().waitedFor(lasting(waited)))
  const over = number(detail.limit_s)
  if (over !== null) facts.push(w().limit(limit(over)))
  const misses = number(detail.misses)
  if (misses) facts.push(w().misses(misses))
  if (typeof detail.part === 'string') {
    const { name, more } = partWords(detail.part)
    facts.push(name, more)
  }
  return facts.filter(Boolean)
}

function nameIn(value: unknown): string | null {
  if (!value || typeof value !== 'object') return null
  const name = 'name' in value ? value.name : value
  return name && typeof name === 'object' && 'zh' in name ? said(name as Name) : null
}
