import type { ComponentChildren } from 'preact'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { clock } from '../common/clock'
import { langOf, said } from '../common/words'
import { noteWord } from './codes'
import { bounded, harmless } from './harmless'
import { Hints, type Dismiss } from './Hints'
import { Marked } from './Marked'
import type { Message, Whisper } from './wire'
import { nameOf, roleWord, w } from './words'

type Row = { at: number; order: number; whisper?: Whisper; message?: Message }

function rows(messages: Message[], whispers: Whisper[]): Row[] {
  const all: Row[] = messages.map((message) => ({ at: Date.parse(message.at), order: message.seq, message }))
  for (const whisper of whispers) all.push({ at: Date.parse(whisper.at), order: Number.MAX_SAFE_INTEGER, whisper })
  return all.sort((a, b) => a.at - b.at || a.order - b.order)
}

export function Log({
  messages,
  whispers,
  dismiss,
  children,
}: {
  messages: Message[]
  whispers: Whisper[]
  /** Given to those who may put a hint away. */
  dismiss?: Dismiss
  children?: ComponentChildren
}) {
  const box = useRef<HTMLDivElement>(null)
  const atEnd = useRef(true)
  const [below, setBelow] = useState(false)
  const size = messages.length + whispers.length

  const toEnd = () => {
    const el = box.current
    if (el) el.scrollTop = el.scrollHeight
    setBelow(false)
  }

  useLayoutEffect(() => {
    if (atEnd.current) toEnd()
    else setBelow(true)
  }, [size])

  useEffect(() => {
    const el = box.current
    if (!el || typeof ResizeObserver === 'undefined') return
    const watch = new ResizeObserver(() => atEnd.current && toEnd())
    watch.observe(el)
    return () => watch.disconnect()
  }, [])

  const onScroll = () => {
    const el = box.current
    if (!el) return
    atEnd.current = el.scrollHeight - el.scrollTop - el.clientHeight < 60
    if (atEnd.current) setBelow(false)
  }

  return (
    <div class="log-frame">
      <div class="log" ref={box} onScroll={onScroll} tabIndex={0} role="region" aria-label={w().log}>
        {size === 0 && <p class="log-note">{w().noWords}</p>}
        <ol class="log-list">
          {rows(messages, whispers).map((row) =>
            row.message ? (
              <Line key={`m${row.message.seq}`} message={row.message} dismiss={dismiss} />
            ) : (
              row.whisper && <Aside key={`w${row.whisper.id}`} whisper={row.whisper} />
            ),
          )}
        </ol>
        {children}
      </div>
      {below && (
        <button type="button" class="button small outline log-below" onClick={toEnd}>
          {w().newBelow} ↓
        </button>
      )}
    </div>
  )
}

function Line({ message, dismiss }: { message: Message; dismiss?: Dismiss }) {
  if (message.from === 'system') {
    return (
      <li class="log-note">
        <time dateTime={message.at}>{clock(message.at)}</time> · {w().automatic}
        {noteWord(message.note?.code ?? '', said(message.note?.name) || w().someone)}
      </li>
    )
  }
  const mine = message.from === 'staff'
  const who = mine
    ? [said(message.name), message.role && roleWord(message.role)].filter(Boolean).join(' · ')
    : w().student
  return (
    <li class={`said ${message.from}`}>
      <p class="said-who">
        {who} <time dateTime={message.at}>{clock(message.at)}</time>
      </p>
      <p class="bubble">
        <Marked message={message} />
      </p>
      <Hints message={message} dismiss={dismiss} />
    </li>
  )
}

function Aside({ whisper }: { whisper: Whisper }) {
  const text = harmless(bounded(whisper.text, 500))
  return (
    <li class="aside">
      <time class="figures" dateTime={whisper.at}>
        {clock(whisper.at)}
      </time>{' '}
      <b>{w().whisperFrom(nameOf(whisper.from))}</b>
      <span lang={langOf(text)} dir="auto">
        {text}
      </span>
    </li>
  )
}
