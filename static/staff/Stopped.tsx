import { superseded, useHere } from './link'
import { w } from './words'

/** Over the whole page: what lies under it has stopped, and must not look alive. */
export function Stopped() {
  if (!superseded.value) return null
  return (
    <div class="stopped" role="alertdialog" aria-modal="true" aria-labelledby="stopped-title">
      <div class="stopped-card">
        <h2 id="stopped-title">{w().superseded}</h2>
        <p>{w().supersededText}</p>
        <button type="button" class="button" onClick={useHere} ref={(el) => el?.focus()}>
          {w().useHere}
        </button>
      </div>
    </div>
  )
}
