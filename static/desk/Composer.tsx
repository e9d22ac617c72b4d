import { useEffect, useRef } from 'preact/hooks'
import { Key } from '../staff/Key'
import { line, lostFor, online } from '../staff/link'
import { sheet } from './sheet'
import { Phrases } from './Phrases'
import type { Talk } from './talk'
import { w } from './words'

const longest = 2000

export function Composer({ talk }: { talk: Talk }) {
  const box = useRef<HTMLTextAreaElement>(null)
  const typing = useTyping(talk)
  const over = talk.draft.value.trim().length - longest
  const lost = !online.value

  const send = () => {
    const text = talk.draft.peek().trim()
    if (!text || text.length > longest) return
    talk.outbox.add({ text })
    talk.draft.value = ''
    typing.stop()
    box.current?.focus()
  }

  return (
    <form
      class={`composer${lost ? ' lost' : ''}`}
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <label class="visually-hidden" for="composer">
        {w().composer}
      </label>
      <textarea
        id="composer"
        ref={box}
        rows={2}
        value={talk.draft.value}
        autocomplete="off"
        aria-describedby="composer-state"
        onInput={(event) => {
          talk.draft.value = event.currentTarget.value
          typing.go()
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey || event.altKey || event.ctrlKey || event.metaKey) return
          // An input method confirms a half-written word with Enter.
          if (event.isComposing || event.keyCode === 229) return
          event.preventDefault()
          send()
        }}
      />
      <div class="composer-acts">
        <Key shortcut="F4" onClick={() => (sheet.value = 'phrases')}>
          {w().phrases}
        </Key>
        <Key look="" shortcut="↵" submit aria-disabled={over > 0}>
          {w().send}
        </Key>
      </div>
      <p id="composer-state" class={`composer-state figures${lost || over > 0 ? ' warn' : ''}`}>
        {over > 0 ? w().tooLong(over) : lost ? w().lostHere(lostFor.value) : ''}
      </p>
      {sheet.value === 'phrases' && <Phrases talk={talk} />}
    </form>
  )
}

function useTyping(talk: Talk) {
  const state = useRef({ on: false, at: 0, timer: 0 })
  const say = (on: boolean) => {
    state.current.on = on
    state.current.at = Date.now()
    void line.ask('typing', { contact: talk.id, on })
  }
  const stop = () => {
    window.clearTimeout(state.current.timer)
    if (state.current.on) say(false)
  }
  const go = () => {
    if (!state.current.on || Date.now() - state.current.at > 3000) say(true)
    window.clearTimeout(state.current.timer)
    state.current.timer = window.setTimeout(stop, 5000)
  }
  useEffect(() => stop, [talk])
  return { go, stop }
}
