import type { Level as Degree } from './wire'
import { levelWord } from './words'

/** `due` fills the chip: hue only while somebody still has to act. */
export function Level({ level, due = false }: { level: Degree; due?: boolean }) {
  return (
    <span class={`level l${level}${due ? ' due' : ''}`}>
      <b>L{level}</b> {levelWord(level)}
    </span>
  )
}
