import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { clock } from '../common/clock'
import { langOf, said } from '../common/words'
import { announce } from './announce'
import { categoryWord } from './codes'
import { bounded, harmless } from './harmless'
import { grouped, heardIn, rulesOf, standing } from './heard'
import { h, reasons, reasonWord } from './hint-words'
import { Key } from './Key'
import type { DismissReason, Hint, Message } from './wire'
import { w } from './words'

/** Puts away what these rules found in a message, for a reason; true once the server has it. */
export type Dismiss = (seq: number, rules: string[], reason: DismissReason, note: string) => Promise<boolean>

const quoteOf = (message: Message, hint: Hint): string =>
  bounded(harmless(message.text ?? '').slice(hint.start, hint.end), 24)

/** One plain sentence about a message, never a score; and a way to say that it was not so. */
export function Hints({ message, dismiss }: { message: Message; dismiss?: Dismiss }) {
  const hints = message.hints ?? []
  const open = standing(hints)
  const gone = grouped(hints.filter((hint) => hint.dismissed))
  const after = useRef<HTMLDivElement>(null)
  if (hints.length === 0) return null
  const settled = () => {
    announce(h().gone)
    after.current?.focus()
  }
  return (
    <div class="reasons" tabIndex={-1} ref={after}>
      {open.length > 0 && (
        <div class="reasons-line">
          <p>{h().hint(heardIn(open))}</p>
          {dismiss && (
            <NotIt key="open" message={message} groups={grouped(open)} dismiss={dismiss} onDone={settled}>
              {h().notIt}
            </NotIt>
          )}
        </div>
      )}
      {gone.map((group) => (
        <div class="reasons-line" key={group[0]?.rule}>
          <p>{away(message, group)}</p>
          {dismiss && (
            <NotIt message={message} groups={[group]} dismiss={dismiss} onDone={settled}>
              {h().change}
            </NotIt>
          )}
        </div>
      ))}
    </div>
  )
}

function away(message: Message, group: Hint[]): string {
  const [hint] = group
  if (!hint?.dismissed) return ''
  const { by, reason, at } = hint.dismissed
  const who = said(by) || w().someone
  return h().dismissed(quoteOf(message, hint), categoryWord(hint.category), who, reasonWord(reason), clock(at))
}

type NotItProps = { message: Message; groups: Hint[][]; dismiss: Dismiss; onDone: () => void; children: string }

function NotIt({ message, groups, dismiss, onDone, children }: NotItProps) {
  const box = useRef<HTMLDetailsElement>(null)
  const open = useSignal(false)
  const chosen = useSignal('')
  const asking = useSignal(false)
  const note = useSignal('')
  const busy = useSignal(false)
  const only = groups.length === 1
  const group = only ? groups[0] : groups.find(([hint]) => hint?.rule === chosen.value)

  const shut = () => {
    if (box.current) box.current.open = false
    asking.value = false
    note.value = ''
  }

  const go = async (reason: DismissReason) => {
    if (!group || busy.value) return
    busy.value = true
    const done = await dismiss(message.seq, rulesOf(group), reason, note.value.trim())
    busy.value = false
    if (!done) return
    chosen.value = ''
    shut()
    onDone()
  }

  return (
    <details
      class="not-it"
      ref={box}
      onToggle={(event) => {
        open.value = event.currentTarget.open
        if (open.value) event.currentTarget.scrollIntoView({ block: 'nearest' })
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !box.current?.open) return
        event.stopPropagation()
        shut()
        box.current.querySelector('summary')?.focus()
      }}
    >
      <summary>{children}</summary>
      {open.value && (
        <div class="not-it-menu">
          {!only && (
            <fieldset class="plain">
              <legend>{h().which}</legend>
              {groups.map(([hint]) => {
                if (!hint) return null
                const quote = quoteOf(message, hint)
                return (
                  <label class="choice" key={hint.rule}>
                    <input
                      type="radio"
                      name={`not-it-${message.seq}`}
                      checked={chosen.value === hint.rule}
                      onChange={() => (chosen.value = hint.rule)}
                    />
                    <span>
                      {quote && (
                        <>
                          「<bdi lang={langOf(quote)}>{quote}</bdi>」
                        </>
                      )}
                      {categoryWord(hint.category)}
                    </span>
                  </label>
                )
              })}
            </fieldset>
          )}
          {group && !asking.value && (
            <fieldset class="plain">
              <legend>{h().why}</legend>
              <div class="row start">
                {reasons.map((reason) => (
                  <Key
                    key={reason}
                    aria-disabled={busy.value}
                    onClick={() => (reason === 'other' ? (asking.value = true) : void go(reason))}
                  >
                    {reasonWord(reason)}
                  </Key>
                ))}
              </div>
            </fieldset>
          )}
          {group && asking.value && (
            <form
              onSubmit={(event) => {
                event.preventDefault()
                void go('other')
              }}
            >
              <label class="field">
                {h().whatElse}
                <input
                  type="text"
                  maxLength={200}
                  autocomplete="off"
                  value={note.value}
                  ref={(el) => {
                    if (el && document.activeElement === document.body) el.focus()
                  }}
                  onInput={(event) => (note.value = event.currentTarget.value)}
                />
              </label>
              <div class="row start not-it-acts">
                <Key look="" submit aria-disabled={busy.value}>
                  {busy.value ? h().dismissing : h().dismiss}
                </Key>
                <Key onClick={() => (asking.value = false)}>{w().cancel}</Key>
              </div>
            </form>
          )}
        </div>
      )}
    </details>
  )
}
