import { Panel } from './Panel'
import { intro, safety } from './words'

export function Safety() {
  const w = safety()
  return (
    <Panel title={w.title}>
      <ul class="points">
        {[intro().limits, w.who, w.machine, w.nothing, w.leave, w.history, w.shared, w.cover].map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
    </Panel>
  )
}
