import { lang } from '../common/words'
import { categoryWord } from './codes'
import { h } from './hint-words'
import type { Hint, Message, Polarity } from './wire'
import { list } from './words'

export const standing = (hints: Hint[] | undefined): Hint[] => (hints ?? []).filter((hint) => !hint.dismissed)

/** 「办法、告别和时间」 */
function together(parts: string[]): string {
  const zh = lang.value === 'zh'
  if (parts.length < 2) return parts.join('')
  return parts.slice(0, -1).join(zh ? '、' : ', ') + (zh ? '和' : ' and ') + parts[parts.length - 1]
}

/** How it was read, where the painted words alone would puzzle. */
const ways = ['professional', 'evasion', 'unsure', 'split', 'answered', 'said_earlier', 'window', 'model'] as const

const order: Polarity[] = ['affirmed', 'hypothetical', 'past', 'quoted', 'negated']

const unsure = (hints: Hint[]): boolean => hints.every((hint) => hint.modifiers?.includes('unsure'))

/** What the hints of one message come to, in one plain sentence; empty when there are none. */
export function heardIn(hints: Hint[]): string {
  const clauses: string[] = []
  for (const subject of ['self', 'other'] as const) {
    for (const polarity of order) {
      const some = hints.filter(
        (hint) => (hint.subject ?? 'self') === subject && (hint.polarity ?? 'affirmed') === polarity,
      )
      if (some.length === 0) continue
      const grave = [...some].sort((a, b) => b.level - a.level)
      const what = together([...new Set(grave.map((hint) => categoryWord(hint.category)))])
      const clause = polarity === 'affirmed' ? h().mentioned(what) : h()[polarity](what)
      clauses.push(subject === 'other' ? h().other(clause) : clause)
    }
  }
  if (clauses.length === 0) return ''
  const read = (hint: Hint, way: string): boolean => hint.source === way || !!hint.modifiers?.includes(way)
  // Words are called harmless only where nothing graver was found beside them.
  const how = ways.filter((way) => (way === 'unsure' ? unsure(hints) : hints.some((hint) => read(hint, way))))
  return clauses.join(h().join) + (how.length ? h().how(list(how.map((way) => h()[way]))) : '')
}

/** Categories said of themself and meant, over a whole conversation, gravest first. */
export function categoriesHeard(messages: Message[]): string[] {
  const found = new Map<string, number>()
  for (const message of messages) {
    for (const hint of standing(message.hints)) {
      if ((hint.polarity ?? 'affirmed') === 'negated' || hint.subject === 'other' || hint.level < 1) continue
      if (unsure([hint])) continue
      found.set(hint.category, Math.max(found.get(hint.category) ?? 0, hint.level))
    }
  }
  return [...found].sort((a, b) => b[1] - a[1]).map(([category]) => category)
}

/** Hints that say the same of the same words: one rule's, or one category's where they overlap. Longest first in each. */
export function grouped(hints: Hint[]): Hint[][] {
  const groups: Hint[][] = []
  for (const hint of hints) {
    const same = groups.filter((group) => group.some((one) => alike(one, hint)))
    for (const group of same) groups.splice(groups.indexOf(group), 1)
    groups.push([...same.flat(), hint].sort((a, b) => b.end - b.start - (a.end - a.start)))
  }
  return groups
}

const alike = (a: Hint, b: Hint): boolean =>
  a.rule === b.rule || (a.category === b.category && a.start < b.end && b.start < a.end)

export const rulesOf = (group: Hint[]): string[] => [...new Set(group.map((hint) => hint.rule))]
