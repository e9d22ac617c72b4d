import { signal } from '@preact/signals'
import { said, type Both } from '../common/words'
import { announce } from '../staff/announce'
import { serverSays } from '../staff/clock'
import { insist } from '../staff/insist'
import { onOnline } from '../staff/link'
import type { Me, Outcome, Review } from '../staff/wire'
import { w } from './words'

export const choices = [4, 8, 13, 26]

export const review = signal<Review | null>(null)
export const me = signal<Me | null>(null)
export const weeks = signal(8)
export const trouble = signal('')
export const forbidden = signal(false)
export const reading = signal(false)

let again = false

export async function read(): Promise<void> {
  if (reading.peek()) {
    again = true
    return
  }
  reading.value = true
  do {
    again = false
    const answer = await insist<{ review: Review }>('review', { weeks: weeks.peek() })
    if (answer.ok) {
      trouble.value = ''
      review.value = answer.review
      serverSays(answer.review.now)
    } else if (answer.code === 'forbidden') {
      forbidden.value = true
    } else {
      tell(answer.text)
    }
  } while (again)
  reading.value = false
}

export function show(count: number): void {
  weeks.value = count
  void read()
}

export async function reviewDone(assessment: string, outcome: Outcome, note: string): Promise<boolean> {
  const answer = await insist('review_done', { assessment, outcome, ...(note ? { note } : {}) })
  if (answer.ok) announce(w().saved)
  // Somebody else may have been first: then the fresh list says who.
  await read()
  if (!answer.ok) tell(answer.text)
  return answer.ok
}

// The figures change by the day: they are read when the page opens, when the line is back, and when asked.
export function readWhenOnline(): void {
  onOnline(() => void read())
}

function tell(text: Both): void {
  trouble.value = said(text)
  announce(trouble.value)
}
