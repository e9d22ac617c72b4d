import { render } from 'preact'
import { Demo } from '../common/demo'
import { keepTheme } from '../common/theme'
import { keepLang, said } from '../common/words'
import { silence, startBeating } from '../staff/beat'
import { refused } from '../staff/link'
import { Key } from '../staff/Key'
import { levelWord, w as s } from '../staff/words'
import { Bar } from './Bar'
import { Contacts } from './Contacts'
import { Conversation } from './Conversation'
import { hearTheLine } from './hear'
import { listenToKeys } from './keys'
import { Offers } from './Offers'
import { keepTitle, ringForOffers } from './ring'
import { r } from './record-words'
import { goReady, sitting } from './seat'
import { Side } from './Side'
import { chosen, closedNotice, desk, offers, tab, talks, trouble, unread } from './store'
import { w } from './words'
import '../staff/staff.css'
import '../staff/log.css'
import '../staff/choice.css'
import './list.css'
import './talk.css'
import './side.css'
import './desk.css'

keepLang(localStorage)
keepTheme(localStorage)
hearTheLine()
startBeating()
ringForOffers()
keepTitle()
listenToKeys()

function App() {
  const talk = chosen.value
  return (
    <div class="page" data-tab={tab.value}>
      <a class="skip" href="#main">
        {s().skip}
      </a>
      <header class="page-top">
        <Demo />
        <Bar />
      </header>
      <Notices />
      <Tabs />
      <main id="main" class="columns" tabIndex={-1}>
        <section class="column list" aria-label={w().tabList}>
          <Offers />
          <Contacts />
        </section>
        <section class="column talk" aria-label={w().tabTalk}>
          {talk ? <Conversation key={talk.id} talk={talk} /> : <Start />}
        </section>
        <section class="column side" aria-label={w().tabSide}>
          {talk && <Side talk={talk} />}
        </section>
      </main>
    </div>
  )
}

function Start() {
  const seat = desk.value?.seat
  if (!seat) return <p class="begin soft">{s().connecting}</p>
  if (seat.state !== 'off') {
    return (
      <div class="begin">
        <p>{w().noContacts}</p>
        {seat.state === 'ready' && <p class="help">{w().noContactsReady}</p>}
        {seat.state === 'paused' && (
          <Key look="" shortcut="F8" onClick={goReady}>
            {w().resume}
          </Key>
        )}
      </div>
    )
  }
  return (
    <div class="begin">
      <button type="button" class="button" onClick={goReady} aria-disabled={sitting.value}>
        {w().start}{' '}
        <kbd class="key" aria-hidden="true">
          F8
        </kbd>
      </button>
      <p class="help">{w().startWhy}</p>
      <p class="help">{w().startSound}</p>
    </div>
  )
}

function Notices() {
  const seat = desk.value?.seat
  const whys = { missed: w().whyMissed, lease: w().whyLease, shift_end: w().whyShiftEnd }
  const after = closedNotice.value
  return (
    <section class="notices" aria-label={s().notices}>
      {refused.value && <p class="notice amber">{said(refused.value)}</p>}
      {seat?.why && <p class="notice amber">{whys[seat.why]}</p>}
      {silence.value !== null && seat?.why !== 'lease' && (
        <p class="notice amber">
          {w().silence(silence.value)} <Key onClick={() => (silence.value = null)}>{s().understood}</Key>
        </p>
      )}
      {trouble.value && (
        <p class="notice">
          {trouble.value} <Key onClick={() => (trouble.value = '')}>{s().understood}</Key>
        </p>
      )}
      {after && (
        <p class="notice">
          {after.level < 3 ? (
            r().afterLow(after.code)
          ) : (
            <>
              {r().afterHigh(after.code, `L${after.level} ${levelWord(after.level)}`)}{' '}
              {after.escalation &&
                (desk.value?.me.role === 'supervisor' ? r().afterMine : r().afterEscalation)(after.escalation)}{' '}
              {after.paused ? r().afterPaused : seat?.state === 'ready' ? r().afterMayPause : ''}
            </>
          )}{' '}
          <Key onClick={() => (closedNotice.value = null)}>{s().understood}</Key>
        </p>
      )}
    </section>
  )
}

function Tabs() {
  const news = unread.value + offers.value.length + (desk.value?.hand_overs.filter((one) => !one.mine).length ?? 0)
  const names = { list: w().tabList, talk: w().tabTalk, side: w().tabSide } as const
  return (
    <nav class="tabs" aria-label={w().title}>
      {(Object.keys(names) as (keyof typeof names)[]).map((name) => (
        <button
          type="button"
          key={name}
          aria-current={tab.value === name ? 'true' : undefined}
          onClick={() => (tab.value = name)}
          disabled={name !== 'list' && !talks.value.length}
        >
          {names[name]}
          {name === 'list' && news ? ` (${news})` : ''}
        </button>
      ))}
    </nav>
  )
}

render(<App />, document.getElementById('app')!)
