import { render } from 'preact'
import { keepLang } from '../common/words'
import { keepTheme } from '../common/theme'
import { App } from './App'
import { shut } from './conversation'
import { onExit, watchExit } from './exit'
import { watchFrame } from './frame'
import { watchNetwork } from './network'
import { watchShift } from './shift'
import { watchViewport } from './viewport'

watchExit()
watchShift()
keepLang(sessionStorage, 'lang')
keepTheme(sessionStorage, 'theme')
watchFrame()
watchViewport()
watchNetwork()
onExit(shut)

const root = document.getElementById('talk')!
root.textContent = ''
render(<App />, root)
