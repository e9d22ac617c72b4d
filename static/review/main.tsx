import { render } from 'preact'
import { useEffect } from 'preact/hooks'
import { clock } from '../common/clock'
import { Demo } from '../common/demo'
import { keepTheme } from '../common/theme'
import { keepLang, said } from '../common/words'
import { startBeating } from '../staff/beat'
import { Key } from '../staff/Key'
import { lostFor, online, refused } from '../staff/link'
import { Menu } from '../staff/Menu'
import { whoAmI } from '../staff/session'
import { w as s } from '../staff/words'
import { Differing } from './Differing'
import { Dismissed, Drift, Gaps, Versions } from './Rules'
import { choices, forbidden, me, read, reading, readWhenOnline, review, show, trouble, weeks } from './store'
import { Weekly } from './Weekly'
import { w } from './words'
import '../staff/staff.css'
import './review.css'

keepLang(localStorage)
keepTheme(localStorage)
readWhenOnline()
startBeating()
void whoAmI().then((found) => (me.value = found))

function App() {
  useEffect(() => {
    document.title = w().title
  })
  const seen = review.value
  return (
    <div class="review-page">
      <a class="skip" href="#main">
        {s().skip}
      </a>
      <header>
        <Demo />
        <Bar />
        <section class="notices" aria-label={s().notices}>
          {refused.value && <p class="notice amber">{said(refused.value)}</p>}
          {!online.value && seen && <p class="notice amber figures">{s().lost(lostFor.value)}</p>}
          {trouble.value && (
            <p class="notice">
              {trouble.value} <Key onClick={() => (trouble.value = '')}>{s().understood}</Key>
            </p>
          )}
        </section>
      </header>
      <main id="main" tabIndex={-1}>
        <p class="about">{forbidden.value ? w().forbidden : w().about}</p>
        {!forbidden.value && (
          <div class="row start asks">
            <label class="weeks">
              <span class="visually-hidden">{w().weeks}</span>
              <select value={weeks.value} onChange={(event) => show(Number(event.currentTarget.value))}>
                {choices.map((count) => (
                  <option key={count} value={count}>
                    {w().weeksOption(count)}
                  </option>
                ))}
              </select>
            </label>
            <Key aria-disabled={reading.value} onClick={() => void read()}>
              {w().readAgain}
            </Key>
            {seen && <span class="soft figures">{w().readAt(clock(seen.now))}</span>}
          </div>
        )}
        {!seen && !forbidden.value && <p class="soft">{w().loading}</p>}
        {seen && (
          <div class="cards">
            <div class="cards-main">
              <Differing
                id="missed-title"
                title={w().missed}
                how={w().missedHow}
                none={w().noMissed}
                rows={seen.missed}
              />
              <Differing
                id="false-title"
                title={w().falseAlarms}
                none={w().noFalseAlarms}
                rows={seen.false_alarms}
              />
              <Weekly />
            </div>
            <div class="cards-side">
              <Dismissed seen={seen} />
              <Drift seen={seen} />
              <Gaps seen={seen} />
              <Versions seen={seen} />
            </div>
          </div>
        )}
      </main>
    </div>
  )
}

function Bar() {
  return (
    <div class="bar">
      <h1 class="bar-title">{w().title}</h1>
      <span class="bar-gap" />
      <a class="button small outline" href={forbidden.value ? '/desk' : '/floor'}>
        {w().back}
      </a>
      <Menu me={me.value} />
    </div>
  )
}

render(<App />, document.getElementById('app')!)
