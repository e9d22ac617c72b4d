import { langOf } from '../common/words'
import { categoryWord } from './codes'
import { bounded, harmless } from './harmless'
import type { Hint, Message } from './wire'
import { w } from './words'

type Piece = { text: string; level: number }

// Hints may overlap; every stretch takes the highest level laid over it.
function pieces(text: string, hints: Hint[]): Piece[] {
  const inside = hints.filter((hint) => hint.start >= 0 && hint.end > hint.start && hint.start < text.length)
  const cuts = new Set([0, text.length])
  for (const hint of inside) cuts.add(hint.start).add(Math.min(hint.end, text.length))
  const edges = [...cuts].sort((a, b) => a - b)
  const found: Piece[] = []
  for (let at = 0; at + 1 < edges.length; at += 1) {
    const from = edges[at]!
    const to = edges[at + 1]!
    const over = inside.filter((hint) => hint.start <= from && hint.end >= to)
    found.push({ text: text.slice(from, to), level: Math.max(-1, ...over.map((hint) => hint.level)) })
  }
  return found
}

export function Marked({ message }: { message: Message }) {
  const text = harmless(bounded(message.text ?? ''))
  const hints = message.hints ?? []
  return (
    <span class="words" lang={langOf(text)} dir="auto">
      {hints.length === 0
        ? text
        : pieces(text, hints).map((piece) =>
            piece.level < 0 ? piece.text : <mark class={`hint l${piece.level}`}>{piece.text}</mark>,
          )}
    </span>
  )
}

/** Which words, and what they may be about; never a score. */
export function Reasons({ message }: { message: Message }) {
  const hints = message.hints ?? []
  if (hints.length === 0) return null
  const text = harmless(bounded(message.text ?? ''))
  return (
    <p class="reasons">
      {w().byTriage}
      {hints.slice(0, 8).map((hint) => (
        <span key={`${hint.start}-${hint.rule}`}>
          {' · '}「<bdi lang={langOf(text)}>{bounded(text.slice(hint.start, hint.end), 24)}</bdi>」
          {categoryWord(hint.category)}
        </span>
      ))}
    </p>
  )
}
