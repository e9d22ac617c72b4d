import { inDanger } from './conversation'
import { close, covered, open, panel } from './state'
import { danger, page } from './words'

export function Foot() {
  const w = page()
  const now = panel.value
  return (
    <div class="foot-row">
      <button
        class="button danger"
        type="button"
        aria-expanded={now === 'danger' ? 'true' : 'false'}
        onClick={() => {
          open('danger')
          inDanger()
        }}
      >
        {danger().button}
      </button>
      <button class="button outline" type="button" onClick={() => (covered.value = true)}>
        {w.cover}
      </button>
      <button
        class="button outline"
        type="button"
        aria-expanded={now && now !== 'danger' ? 'true' : 'false'}
        onClick={() => (now && now !== 'danger' ? close() : open('more'))}
      >
        {w.more}
      </button>
    </div>
  )
}
