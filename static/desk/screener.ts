import type { Grade, Ladder, Level, Screener, When } from '../staff/wire'

/*
 * The order of questions and the grade of the C-SSRS screener, as the server has them (triage/screener.py). The server's
 * answer counts; this one only follows the hand while it fills the form in.
 */

export const blankScreener: Screener = {
  wish: 'unasked',
  thoughts: 'unasked',
  method: 'unasked',
  intent: 'unasked',
  plan: 'unasked',
  act: 'unasked',
}

export const blankLadder: Ladder = { thoughts: 'unasked', plan: 'unasked', means: 'unasked', when: 'unasked' }

const deeper = ['method', 'intent', 'plan'] as const

/** What each answer speaks for, as a level. */
const says: { [K in keyof Screener]: { [answer: string]: Level } } = {
  wish: { yes: 1 },
  thoughts: { yes: 1 },
  method: { yes: 2 },
  intent: { yes: 3 },
  plan: { yes: 3 },
  act: { old: 2, new: 3 },
}
const grades: Grade[] = ['none', 'low', 'moderate', 'high']

/** Those still to be asked or answered already: after a no to the second, 3 to 5 are left out. */
function wanted(screener: Screener): (keyof Screener)[] {
  const asked = deeper.filter((key) => screener.thoughts !== 'no' || screener[key] !== 'unasked')
  return ['wish', 'thoughts', ...asked, 'act']
}

/** Which questions stand open on the page: the first two, then what the second one opens. An answer is never hidden. */
export function questions(screener: Screener): (keyof Screener)[] {
  if (screener.thoughts !== 'unasked') return wanted(screener)
  return wanted(screener).filter((key) => key === 'wish' || key === 'thoughts' || screener[key] !== 'unasked')
}

const keys = Object.keys(says) as (keyof Screener)[]

const affirmed = (screener: Screener): Level =>
  Math.max(0, ...keys.map((key) => says[key][screener[key]] ?? 0)) as Level

/** Declined counts as not known, never as no: while such a one could still raise the grade, it is not known either. */
export function grade(screener: Screener): Grade {
  const soFar = affirmed(screener)
  const open = wanted(screener).filter((key) => screener[key] === 'unasked' || screener[key] === 'declined')
  if (open.some((key) => Math.max(...Object.values(says[key])) > soFar)) return 'unknown'
  return grades[soFar]!
}

export const isAsked = (screener: Screener): boolean => keys.some((key) => screener[key] !== 'unasked')
export const isComplete = (screener: Screener): boolean => wanted(screener).every((key) => screener[key] !== 'unasked')

const withinTwoDays: When[] = ['now', 'today', 'days2']
const withinWeek: When[] = [...withinTwoDays, 'days3', 'week']

function byLadder({ plan, means, when }: Ladder): Level {
  const ready = plan === 'yes' || means === 'yes'
  if (ready && withinTwoDays.includes(when)) return 4
  return ready || withinWeek.includes(when) ? 3 : 0
}

/** The level the answers speak for, at least; 0 while they speak for none. */
export const suggested = (screener: Screener, ladder: Ladder): Level =>
  Math.max(affirmed(screener), byLadder(ladder)) as Level

export type Step = keyof Ladder
export const steps: Step[] = ['thoughts', 'plan', 'means', 'when']

const told: { [category: string]: Step[] } = {
  passive_wish: ['thoughts'],
  passive_ideation: ['thoughts'],
  ideation: ['thoughts'],
  suicide_ideation: ['thoughts'],
  plan: ['thoughts', 'plan'],
  time: ['when'],
  means: ['means'],
  attempt: ['thoughts', 'means', 'when'],
  farewell: ['thoughts', 'plan'],
}

/** The steps the machine heard something of; only a question settles them. */
export function stepsHeard(categories: string[]): Set<Step> {
  return new Set(categories.flatMap((category) => (told[category] ?? [])))
}

/** What to ask next, in the fixed order; after a plain no only what was heard all the same. */
export function nextStep(ladder: Ladder, heard: Set<Step>): Step | null {
  return steps.find((step) => ladder[step] === 'unasked' && (ladder.thoughts !== 'no' || heard.has(step))) ?? null
}
