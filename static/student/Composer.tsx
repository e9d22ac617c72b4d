import { signal } from '@preact/signals'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { langOf } from '../common/words'
import { active, line, say } from './conversation'
import * as keep from './keep'
import { talk } from './words'

const most = 2000
const fine = typeof matchMedia === 'function' && matchMedia('(pointer: fine)').matches

export const draft = signal(keep.draft())

let composing = false
let typingSaid = 0
let idle = 0

// The desk learns that somebody writes, never what.
function tellTyping(on: boolean): void {
  window.clearTimeout(idle)
  if (!active.value) return
  if (on) idle = window.setTimeout(() => tellTyping(false), 4000)
  if (on ? Date.now() - typingSaid < 3000 : !typingSaid) return
  typingSaid = on ? Date.now() : 0
  void line.ask('typing', { on })
}

export function write(text: string): void {
  draft.value = text
  keep.setDraft(text)
}

export function Composer() {
  const w = talk()
  const field = useRef<HTMLTextAreaElement>(null)
  const text = draft.value
  const over = text.trim().length - most

  useLayoutEffect(() => {
    const el = field.current
    if (!el) return
    el.style.height = 'auto'
    el.style.height = `${Math.min(el.scrollHeight + 2, 148)}px`
  }, [text])

  const send = () => {
    const words = draft.value.trim()
    if (words && words.length <= most) {
      say(words)
      write('')
      tellTyping(false)
    }
    field.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || !fine) return
    // Enter that picks a word in an input method must not send half a sentence.
    if (composing || event.isComposing || event.keyCode === 229) return
    event.preventDefault()
    send()
  }
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <label class="visually-hidden" for="compose">
        {w.label}
      </label>
      <textarea
        id="compose"
        ref={field}
        rows={1}
        value={text}
        lang={langOf(text)}
        placeholder={w.hint}
        autocomplete="off"
        aria-describedby={over > 0 ? 'over' : undefined}
        onInput={(event) => {
          write(event.currentTarget.value)
          tellTyping(event.currentTarget.value.trim() !== '')
        }}
        onKeyDown={onKeyDown}
        onCompositionStart={() => (composing = true)}
        onCompositionEnd={() => (composing = false)}
      />
      <button class="button send" type="submit" aria-disabled={!text.trim() || over > 0 ? 'true' : undefined}>
        {w.send}
      </button>
      {over > 0 && (
        <p class="over figures" id="over">
          {w.tooLong(over)}
        </p>
      )}
    </form>
  )
}
