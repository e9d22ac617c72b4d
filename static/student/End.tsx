import { useState } from 'preact/hooks'
import { uuid } from '../common/ids'
import { said, type Both } from '../common/words'
import { anew, contact, line, place } from './conversation'
import { Numbers } from './Numbers'
import { tell } from './say'
import { open } from './state'
import { end, intro } from './words'

export function Ended() {
  const w = end()
  return (
    <section class="end">
      <h2>{w.title}</h2>
      <p>{w.body}</p>
      {contact.value?.feedback && <Feedback />}
      <button class="button outline" type="button" onClick={anew}>
        {w.again}
      </button>
      <p class="soft">{w.call}</p>
      <Numbers />
    </section>
  )
}

type Given = 'helped' | 'some' | 'no'

// Made once: a second try after a lost answer must count as the same one.
let feedbackId = ''

function Feedback() {
  const w = end()
  const [done, setDone] = useState<'asked' | 'given' | 'skipped'>('asked')
  const [trouble, setTrouble] = useState<Both | null>(null)
  const give = async (answer: Given) => {
    feedbackId ||= uuid()
    const result = await line.ask('feedback', { client_id: feedbackId, answer })
    setTrouble(result.ok ? null : result.text)
    if (!result.ok) return
    feedbackId = ''
    setDone('given')
    tell(w.thanks)
  }
  if (done === 'skipped') return null
  if (done === 'given') return <p>{w.thanks}</p>
  return (
    <div class="feedback" role="group" aria-labelledby="ask">
      <p id="ask">{w.ask}</p>
      <p class="soft">{w.askNote}</p>
      <div class="choices">
        {(['helped', 'some', 'no'] as const).map((answer) => (
          <button key={answer} class="button outline" type="button" onClick={() => give(answer)}>
            {w[answer]}
          </button>
        ))}
        <button class="button quiet" type="button" onClick={() => setDone('skipped')}>
          {w.skip}
        </button>
      </div>
      {trouble && (
        <p class="trouble" role="alert">
          {said(trouble)}
        </p>
      )}
    </div>
  )
}

/** Opened elsewhere, or its key was replaced: this page can be read, not written to. */
export function Moved() {
  const w = end()
  const retired = place.value === 'retired'
  return (
    <section class="end">
      <h2>{retired ? w.retiredTitle : w.supersededTitle}</h2>
      <p>{retired ? w.retired : w.superseded}</p>
      {retired ? (
        <div class="pair">
          <button class="button outline" type="button" onClick={() => open('enter')}>
            {intro().haveReceipt}
          </button>
          <button class="button" type="button" onClick={anew}>
            {w.again}
          </button>
        </div>
      ) : (
        <button class="button" type="button" onClick={() => line.reconnect()}>
          {w.here}
        </button>
      )}
    </section>
  )
}
