import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { said } from '../common/words'
import { Bubble, Note, Unsent } from './Bubble'
import { contact, ended, outbox, place } from './conversation'
import { messages } from './messages'
import { typing } from './typing'
import { talk } from './words'

const near = 80

export function Log({ top, children }: { top: ComponentChildren; children: ComponentChildren }) {
  const w = talk()
  const box = useRef<HTMLDivElement>(null)
  const atEnd = useRef(true)
  const [fresh, setFresh] = useState(false)
  const list = messages.value
  const unsent = outbox.items.value.filter((one) => one.state !== 'sent')
  const last = list[list.length - 1]
  const lastOwn = [...list].reverse().find((one) => one.from === 'student')
  const started = list.length + unsent.length > 0

  const toEnd = () => {
    const el = box.current
    if (!el) return
    const end = el.querySelector('.end')
    // The closing part is read from its top.
    if (end) el.scrollTop += end.getBoundingClientRect().top - el.getBoundingClientRect().top
    else el.scrollTop = el.scrollHeight
    setFresh(false)
  }
  const onScroll = () => {
    const el = box.current!
    atEnd.current = el.scrollHeight - el.scrollTop - el.clientHeight < near
    if (atEnd.current && fresh) setFresh(false)
  }
  // The reader is never moved away from an older line by a new one, only by sending.
  useLayoutEffect(() => {
    if (!started) return
    if (atEnd.current) toEnd()
    else if (last && last.from !== 'student') setFresh(true)
  }, [last?.seq, ended.value, place.value])
  useLayoutEffect(() => {
    if (typing.value && atEnd.current) toEnd()
  }, [typing.value])
  useLayoutEffect(() => {
    if (unsent.length) toEnd()
  }, [unsent.length])
  useLayoutEffect(() => {
    const el = box.current
    if (!el || typeof ResizeObserver !== 'function') return
    const watch = new ResizeObserver(() => atEnd.current && messages.value.length > 0 && toEnd())
    watch.observe(el)
    return () => watch.disconnect()
  }, [])

  const waiting = contact.value?.state !== 'active' && !ended.value
  return (
    <div class="scroll-frame">
      <div class="scroll" ref={box} onScroll={onScroll} tabIndex={0} role="region" aria-label={w.log}>
        <div class="column">
          {top}
          {waiting && children}
          <div class="log" role="log" aria-live="off" aria-label={w.log}>
            {list.map((one, i) =>
              one.from === 'system' ? (
                <Note key={one.seq} message={one} />
              ) : (
                <Bubble key={one.seq} message={one} before={list[i - 1]} status={one === lastOwn && !unsent.length} />
              ),
            )}
            {unsent.map((one) => (
              <Unsent key={one.client_id} item={one} />
            ))}
          </div>
          {typing.value && <p class="typing">{w.typing(said(typing.value))}</p>}
          {!waiting && children}
        </div>
      </div>
      {fresh && (
        <button class="button small fresh" type="button" onClick={toEnd}>
          {w.fresh}
        </button>
      )}
    </div>
  )
}
