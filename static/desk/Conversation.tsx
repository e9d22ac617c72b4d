import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { lasting } from '../common/clock'
import { langOf, said } from '../common/words'
import { secondsSince } from '../staff/clock'
import { harmless } from '../staff/harmless'
import { Key } from '../staff/Key'
import { Level } from '../staff/Level'
import { Log } from '../staff/Log'
import { levelWord, nameOf, w as s } from '../staff/words'
import { busy, dismissHint, endSoon, handOverAnswer } from './acts'
import { Late } from './Assess'
import { Composer } from './Composer'
import { HandOver } from './HandOver'
import { sheet } from './sheet'
import { Pausing } from './Pausing'
import { desk, dismiss, tab } from './store'
import type { Talk } from './talk'
import { w } from './words'

export function Conversation({ talk }: { talk: Talk }) {
  const contact = talk.contact.value
  const basis = { triage: s().byTriage, student: s().byStudent, human: s().byHuman }
  const asked = desk.value?.hand_overs.find((one) => one.mine && one.contact === talk.id)
  return (
    <>
      <header class="talk-head">
        <div class="talk-who">
          <h2>{s().contact(contact.code)}</h2>
          <Level level={contact.level} due={contact.level >= 3 && contact.level_by !== 'human'} />
          {contact.level_by && <span class="talk-basis">{basis[contact.level_by]}</span>}
        </div>
        {talk.writable.value && (
          <div class="row start">
            <Key shortcut="F6" onClick={() => (sheet.value = 'hand_over')} disabled={!!asked}>
              {w().handOver}
            </Key>
            <Key shortcut="F7" onClick={() => askEnd(talk)}>
              {w().end}
            </Key>
          </div>
        )}
      </header>
      <Presence talk={talk} />
      {asked && (
        <p class="strip">
          {w().handOverWaiting(nameOf(asked.to))}{' '}
          <Key
            aria-disabled={busy.value.includes(asked.id)}
            onClick={() => void handOverAnswer(asked.id, 'hand_over_cancel')}
          >
            {w().handOverCancel}
          </Key>
        </p>
      )}
      <Late talk={talk} short />
      <Log
        messages={talk.messages.value}
        whispers={talk.whispers.value}
        {...(talk.writable.value ? { dismiss: (...hint) => dismissHint(talk, ...hint) } : {})}
      >
        <Unsent talk={talk} />
        {!talk.loaded.value && <p class="log-note">{w().loading}</p>}
        {talk.writing.value && talk.writable.value && <p class="log-note">{w().studentWriting}</p>}
      </Log>
      {sheet.value === 'end' && talk.writable.value && <EndHigh talk={talk} />}
      <Pausing talk={talk} />
      {talk.taken.value ? <Taken talk={talk} /> : contact.state === 'active' ? <Composer talk={talk} /> : <WrapUp />}
      {sheet.value === 'hand_over' && talk.writable.value && <HandOver talk={talk} />}
    </>
  )
}

export function askEnd(talk: Talk): void {
  if (!talk.writable.peek() || talk.pausing.peek()) return
  if (talk.contact.peek().level >= 3) sheet.value = 'end'
  else endSoon(talk)
}

function Presence({ talk }: { talk: Talk }) {
  const { student, observed, state } = talk.contact.value
  const lines: string[] = []
  if (observed && !talk.taken.value) lines.push(w().observed)
  if (student.left) lines.push(w().studentLeft)
  else if (!student.here && student.gone_since && state === 'active') {
    lines.push(w().studentGoneFor(lasting(secondsSince(student.gone_since))))
  }
  return lines.length ? <p class="strip figures">{lines.join(' · ')}</p> : null
}

function Unsent({ talk }: { talk: Talk }) {
  const items = talk.outbox.items.value.filter((item) => item.state !== 'sent')
  return (
    <ol class="log-list">
      {items.map((item) => (
        <li class="said staff unsent" key={item.client_id}>
          <p class="bubble" lang={langOf(item.body.text)} dir="auto">
            {harmless(item.body.text)}
          </p>
          {item.state === 'sending' ? (
            <p class="said-state">{s().sending}…</p>
          ) : (
            <p class="said-state failed">
              {s().notSent}
              {item.text ? `：${said(item.text)}` : ''}{' '}
              {talk.writable.value && <Key onClick={() => talk.outbox.retry(item.client_id)}>{s().again}</Key>}
            </p>
          )}
        </li>
      ))}
    </ol>
  )
}

function EndHigh({ talk }: { talk: Talk }) {
  const { level } = talk.contact.value
  const close = () => (sheet.value = null)
  return (
    <div class="strip ask" role="group" aria-label={w().end}>
      <p>{w().endHigh(`L${level} ${levelWord(level)}`)}</p>
      <div class="row start">
        <button type="button" class="button small outline" onClick={close} ref={(el) => el?.focus()}>
          {s().cancel}
        </button>
        <Key
          look="danger"
          onClick={() => {
            close()
            endSoon(talk)
          }}
        >
          {w().endHighGo}
        </Key>
      </div>
    </div>
  )
}

function Taken({ talk }: { talk: Talk }) {
  const taken = talk.taken.value
  if (!taken) return null
  const by = said(taken.by)
  const texts: Record<string, string> = {
    lease: w().takenLease(by),
    handed_over: w().takenHandedOver(by),
    shift_end: w().takenShiftEnd,
    closed: w().takenClosed,
  }
  return (
    <div class="composer over">
      <p>{texts[taken.why] ?? (by ? w().takenBy(by) : w().takenGone)}</p>
      {talk.draft.value && (
        <p class="kept">
          {w().keepText} <span dir="auto">{talk.draft.value}</span>
        </p>
      )}
      <Key onClick={() => dismiss(talk)}>{w().dismiss}</Key>
    </div>
  )
}

function WrapUp() {
  const narrow = useSignal(false)
  useEffect(() => {
    narrow.value = matchMedia('(max-width: 900px)').matches
  }, [])
  return (
    <div class="composer over">
      <p>{w().wrapHere}</p>
      {narrow.value && (
        <Key look="" onClick={() => (tab.value = 'side')}>
          {w().wrapGo}
        </Key>
      )}
    </div>
  )
}
