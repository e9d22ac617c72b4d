import { said } from '../common/words'
import { active, contact } from './conversation'
import { role, talk } from './words'

export function With() {
  const who = contact.value?.with
  if (!active.value || !who) return null
  return (
    <div class="with-bar">
      <p class="with">{talk().withWhom(said(who.name), role()[who.role])}</p>
    </div>
  )
}
