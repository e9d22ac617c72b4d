import { Demo } from '../common/demo'
import { Chips } from './Chips'
import { Composer } from './Composer'
import { begun, ended, misused, place, refusal } from './conversation'
import { Cover } from './Cover'
import { Ended, Moved } from './End'
import { Foot } from './Foot'
import { Short, Welcome } from './Intro'
import { Log } from './Log'
import { Offline } from './Offline'
import { Panels } from './Panels'
import { covered } from './state'
import { WaitCard } from './WaitCard'
import { With } from './With'
import { said } from '../common/words'
import { page } from './words'

export function App() {
  const writable = place.value === 'here' && !ended.value
  if (covered.value) return <Cover />
  return (
    <>
      <Demo />
      <With />
      <Log top={begun.value ? <Short /> : <Welcome />}>
        <WaitCard />
        {misused.value && <p class="calm">{page().misused}</p>}
        {refusal.value && <p class="calm">{said(refusal.value)}</p>}
        {ended.value && place.value === 'here' && <Ended />}
        {place.value !== 'here' && <Moved />}
      </Log>
      <Offline />
      <Panels />
      <div class="foot">
        {writable && <Chips />}
        {writable && <Composer />}
        <Foot />
      </div>
    </>
  )
}
