import { effect, signal } from '@preact/signals'
import { line, place } from './conversation'
import { alarm, tell } from './say'
import { page } from './words'

/** True once the line has been away long enough to say so. */
export const offline = signal(false)

export function watchNetwork(): void {
  let timer = 0
  effect(() => {
    const stuck = line.stuck.value && line.online
    const away = (stuck || line.state.value === 'offline') && place.value === 'here'
    window.clearTimeout(timer)
    if (away && !offline.peek()) {
      // A change of cell or a turned page heals in a moment and is not worth a scare.
      timer = window.setTimeout(() => {
        offline.value = true
        alarm(stuck ? page().stuck : page().offline)
      }, 1500)
    } else if (!away && offline.peek()) {
      offline.value = false
      alarm('')
      if (line.online) tell(page().back)
    }
  })
}
