import { start } from './conversation'
import { open } from './state'
import { intro, wait } from './words'

export function Welcome() {
  const w = intro()
  return (
    <section class="welcome">
      <h2>{w.hello}</h2>
      <p>{w.who}</p>
      <p>
        {w.limits}
        {wait().gap}
        <button class="link" type="button" onClick={() => open('safety')}>
          {w.limitsMore}
        </button>
      </p>
      <button class="button start" type="button" onClick={start}>
        {w.start}
      </button>
      <p class="aside">{w.or}</p>
      <button class="link aside" type="button" onClick={() => open('enter')}>
        {w.haveReceipt}
      </button>
      <p class="fine">{w.leaveLine}</p>
    </section>
  )
}

/** Once the talk has begun the same is one line, so that it never stands as a wall. */
export function Short() {
  const w = intro()
  return (
    <p class="short-intro">
      {w.short}
      <button class="link" type="button" onClick={() => open('safety')}>
        {w.shortLink}
      </button>
      {w.stop}
    </p>
  )
}
