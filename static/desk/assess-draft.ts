import type { Ladder, Level, Screener, Stage } from '../staff/wire'

/** What somebody entered and did not save yet; null where nothing was touched. */
export type AssessDraft = {
  level: Level | null
  /** Under which level of the contact it was chosen: a later rise asks again. */
  under: string
  note: string
  stage: Stage | null
  screener: Screener | null
  ladder: Ladder | null
  distress: number | null
  hopelessness: number | null
}

export const blankAssess: AssessDraft = {
  level: null,
  under: '',
  note: '',
  stage: null,
  screener: null,
  ladder: null,
  distress: null,
  hopelessness: null,
}

export function keptAssess(text: string | null): AssessDraft {
  try {
    return text ? { ...blankAssess, ...(JSON.parse(text) as Partial<AssessDraft>) } : blankAssess
  } catch {
    return blankAssess
  }
}
