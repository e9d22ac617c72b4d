import type { Answer } from '../common/line'
import { line } from './link'

const steps = [1000, 2000, 4000]

/** For acts that are safe to repeat: passing trouble is tried again before anybody is bothered with it. */
export async function insist<T = object>(event: string, payload: object = {}): Promise<Answer<T>> {
  let answer = await line.ask<T>(event, payload)
  for (const step of steps) {
    if (answer.ok || !answer.retry) return answer
    const asked = typeof answer.after_s === 'number' ? answer.after_s * 1000 : 0
    await new Promise((go) => setTimeout(go, Math.max(step, asked) * (1 + Math.random() * 0.3)))
    answer = await line.ask<T>(event, payload)
  }
  return answer
}
