import { draft } from './Composer'
import { active, outbox, say } from './conversation'
import { panel } from './state'
import { low } from './viewport'
import { talk } from './words'

/** For when words do not come; out of the way while there are some. */
export function Chips() {
  const w = talk()
  if (!active.value || low.value || panel.value || draft.value || outbox.waiting) return null
  return (
    <div class="chips" role="group" aria-label={w.chips}>
      {[w.think, w.here, w.notThis].map((text) => (
        <button key={text} class="chip" type="button" onClick={() => say(text)}>
          {text}
        </button>
      ))}
    </div>
  )
}
