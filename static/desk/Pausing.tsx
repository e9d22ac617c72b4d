import { useEffect, useRef } from 'preact/hooks'
import { announce } from '../staff/announce'
import { Key } from '../staff/Key'
import { focusComposer } from './acts'
import type { Talk } from './talk'
import { w } from './words'

export function undoPause(talk: Talk): void {
  talk.pausing.peek()?.stop()
  announce(w().undone)
  focusComposer()
}

export function Pausing({ talk }: { talk: Talk }) {
  const pause = talk.pausing.value
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!pause) return
    box.current?.querySelector('button')?.focus()
    return () => {
      window.setTimeout(() => document.activeElement === document.body && focusComposer(), 50)
    }
  }, [pause])
  if (!pause) return null
  const left = pause.left.value
  return (
    <div class="strip pausing" ref={box}>
      <p class="figures">{pause.what === 'end' ? w().ending(left) : w().handingOver(left)}</p>
      <Key shortcut="Esc" onClick={() => undoPause(talk)}>
        {w().undo}
      </Key>
    </div>
  )
}
