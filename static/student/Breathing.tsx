import { useEffect, useState } from 'preact/hooks'
import { wait } from './words'

type Phase = 'in' | 'out' | null

const lasts = { in: 4000, out: 6000 }
const still = typeof matchMedia === 'function' ? matchMedia('(prefers-reduced-motion: reduce)') : null

export function Breathing() {
  const w = wait()
  const [phase, setPhase] = useState<Phase>(null)
  useEffect(() => {
    if (!phase) return
    const timer = window.setTimeout(() => setPhase(phase === 'in' ? 'out' : 'in'), lasts[phase])
    return () => window.clearTimeout(timer)
  }, [phase])
  if (still && still.matches) return <p class="breathe-still">{w.breatheStill}</p>
  return (
    <div class="breathe">
      <button
        type="button"
        class={`circle ${phase || 'rest'}`}
        aria-pressed={phase ? 'true' : 'false'}
        aria-label={w.breathe}
        onClick={() => setPhase(phase ? null : 'in')}
      >
        <span class="ring" />
      </button>
      <div>
        <p aria-hidden={phase ? 'true' : undefined}>{phase ? (phase === 'in' ? w.in : w.out) : w.breatheOffer}</p>
        {phase && (
          <button class="link" type="button" onClick={() => setPhase(null)}>
            {w.breatheStop}
          </button>
        )}
      </div>
    </div>
  )
}
