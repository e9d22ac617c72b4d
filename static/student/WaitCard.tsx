import { useEffect, useState } from 'preact/hooks'
import { Breathing } from './Breathing'
import { contact, place, refusal, wish } from './conversation'
import { Numbers } from './Numbers'
import { waitText } from './spoken'
import { open } from './state'
import { wait as words } from './words'

export function WaitCard() {
  const w = words()
  const now = contact.value
  const joining = !now && wish.value.begin
  const given = now?.state === 'waiting' ? now.wait : null
  const passed = usePassed(given && given.kind === 'range' ? given.until : null)
  if (place.value !== 'here' || refusal.value || (now ? now.state !== 'waiting' : !joining)) return null
  const nobody = given?.kind === 'nobody'
  return (
    <section class="wait">
      <h2>{nobody ? w.nobodyTitle : now?.danger ? w.first : w.title}</h2>
      {joining && <p>{w.joining}</p>}
      {now && (
        <p class="figures">
          {given && !passed ? waitText(given) : w.unknown}
          {!nobody && w.gap + w.write}
        </p>
      )}
      {nobody && <Numbers />}
      <Breathing />
      {!nobody && (
        <p class="wait-foot">
          {w.other}
          <a class="figures" href="tel:12356">
            12356
          </a>
        </p>
      )}
      <p class="wait-foot">
        <button class="link" type="button" onClick={() => open('receipt')}>
          {w.later}
        </button>
      </p>
    </section>
  )
}

// An estimate that has run out without a new one is no longer true. A phone whose own clock is far
// off cannot tell, so an end that is already past, or hours away, on arrival is not judged.
function usePassed(until: string | null): boolean {
  const [passed, setPassed] = useState(false)
  useEffect(() => {
    setPassed(false)
    if (!until) return
    const left = Date.parse(until) - Date.now()
    if (!(left > 0 && left < 3 * 3600_000)) return
    const timer = window.setTimeout(() => setPassed(true), left + 10_000)
    return () => window.clearTimeout(timer)
  }, [until])
  return passed
}
