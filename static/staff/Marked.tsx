import { langOf } from '../common/words'
import { bounded, harmless } from './harmless'
import { standing } from './heard'
import type { Hint, Message } from './wire'

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
    found.push({ text: text.slice(from, to), level: Math.max(0, ...over.map((hint) => hint.level)) })
  }
  return found
}

/** A message with the words painted that raised a level; what was dismissed, denied or over stays plain. */
export function Marked({ message }: { message: Message }) {
  const text = harmless(bounded(message.text ?? ''))
  const hints = standing(message.hints).filter((hint) => hint.level > 0 && hint.polarity !== 'negated' && hint.polarity !== 'past')
  return (
    <span class="words" lang={langOf(text)} dir="auto">
      {hints.length === 0
        ? text
        : pieces(text, hints).map((piece) =>
            piece.level < 1 ? piece.text : <mark class={`hint l${piece.level}`}>{piece.text}</mark>,
          )}
    </span>
  )
}
