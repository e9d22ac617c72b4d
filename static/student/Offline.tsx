import { line } from './conversation'
import { offline } from './network'
import { panel } from './state'
import { page } from './words'

/** Spoken through the alert region; here for the eyes, with numbers that work without a network. */
export function Offline() {
  const w = page()
  if (!offline.value) return null
  return (
    <div class="offline">
      <p>{line.stuck.value && line.online ? w.stuckKept : w.offlineKept}</p>
      <p class="figures">
        {panel.value !== 'danger' && (
          <>
            {w.offlineCall} <a href="tel:120">120</a> <a href="tel:110">110</a> <a href="tel:12356">12356</a>{' '}
          </>
        )}
        <button class="link" type="button" onClick={() => line.reconnect()}>
          {w.retryNow}
        </button>
      </p>
    </div>
  )
}
