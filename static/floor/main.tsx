import { render } from 'preact'
import { Demo } from '../common/demo'
import { keepTheme } from '../common/theme'
import { keepLang } from '../common/words'
import { startBeating } from '../staff/beat'
import { whoAmI } from '../staff/session'
import { testSound, unlockSound } from '../staff/sound'
import { w as s } from '../staff/words'
import { Alarms } from './Alarms'
import { Bar, Notices } from './Bar'
import { Escalations } from './Escalations'
import { Numbers } from './Numbers'
import { watched, watchTheLine } from './observing'
import { People } from './People'
import { keepTitle, ringForAlarms } from './ring'
import { floor, keepFloorLive, me, stale } from './store'
import { Waiting } from './Waiting'
import { Reason, Watch } from './Watch'
import { w } from './words'
import '../staff/staff.css'
import '../staff/log.css'
import './figures.css'
import './due.css'
import './watch.css'
import './floor.css'

keepLang(localStorage)
keepTheme(localStorage)
keepFloorLive()
watchTheLine()
startBeating()
ringForAlarms()
keepTitle()
void whoAmI().then((found) => (me.value = found))
// The first press anywhere gives the alarms their voice; a floor nobody touched says that it is silent.
document.addEventListener('pointerdown', () => void unlockSound(), { once: true })
document.addEventListener('keydown', (event) => {
  if (event.key !== 'F9' || event.repeat) return
  event.preventDefault()
  void testSound('priority2')
})

function App() {
  return (
    <div class={`floor-page${watched.value ? ' watching' : ''}${stale.value ? ' stale' : ''}`}>
      <a class="skip" href="#main">
        {s().skip}
      </a>
      <header class="floor-top">
        <Demo />
        <Bar />
        <Notices />
      </header>
      <main id="main" class="wall" tabIndex={-1}>
        {floor.value ? (
          <>
            <div class="wall-due">
              <Alarms />
              <Escalations />
            </div>
            <Watch />
            <Numbers />
            <div class="wall-lists">
              <Waiting />
              <People />
            </div>
          </>
        ) : (
          <p class="soft">{w().waitingFirst}</p>
        )}
      </main>
      <Reason />
    </div>
  )
}

render(<App />, document.getElementById('app')!)
