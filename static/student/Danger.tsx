import { said } from '../common/words'
import { contact, ended, place, refusal } from './conversation'
import { offline } from './network'
import { Numbers } from './Numbers'
import { Panel } from './Panel'
import { danger, wait } from './words'

export function Danger() {
  const w = danger()
  const now = contact.value
  const told = !!now && now.danger
  const name = now?.state === 'active' && now.with ? said(now.with.name) : ''
  const text = told ? (name ? w.toldWith(name) : w.told) : offline.value ? w.notYet : w.telling
  return (
    <Panel title={w.title}>
      <Numbers />
      {!ended.value && place.value === 'here' && (
        <p class="told">
          {refusal.value ? said(refusal.value) : text}
          {!offline.value && wait().gap + w.cannot}
        </p>
      )}
    </Panel>
  )
}
