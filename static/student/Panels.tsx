import { Danger } from './Danger'
import { Enter, Receipt } from './Receipt'
import { Finish, More } from './More'
import { Safety } from './Safety'
import { panel } from './state'

const all = { danger: Danger, more: More, receipt: Receipt, enter: Enter, safety: Safety, finish: Finish }

export function Panels() {
  const now = panel.value
  if (!now) return null
  const Open = all[now]
  return <Open key={now} />
}
