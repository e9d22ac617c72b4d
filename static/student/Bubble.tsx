import { clock } from '../common/clock'
import type { Outgoing } from '../common/outbox'
import { langOf, said } from '../common/words'
import { ended, outbox } from './conversation'
import { offline } from './network'
import type { Message } from './types'
import { noteText, role, talk } from './words'

interface Props {
  message: Message
  before: Message | undefined
  status: boolean
}

export function Bubble({ message, before, status }: Props) {
  const w = talk()
  const text = message.text || ''
  if (message.from === 'student')
    return (
      <div class="said mine">
        <span class="visually-hidden">{w.me}</span>
        <p class="bubble" lang={langOf(text)}>
          {text}
        </p>
        {status && <p class="status">{w.sent}</p>}
      </div>
    )
  const name = said(message.name) || w.someone
  const sameRun = before && before.from === 'staff' && said(before.name) === name
  return (
    <div class={sameRun ? 'said theirs run' : 'said theirs'}>
      <p class={sameRun ? 'visually-hidden' : 'by figures'}>
        {name}
        {message.role && ` · ${role()[message.role]}`} · {clock(message.at)}
      </p>
      <p class="bubble" lang={langOf(text)}>
        {text}
      </p>
    </div>
  )
}

export function Note({ message }: { message: Message }) {
  const text = noteText(message.note)
  return text ? <p class="note">{text}</p> : null
}

export function Unsent({ item }: { item: Outgoing<{ text: string }> }) {
  const w = talk()
  const failed = item.state === 'failed'
  const slow = !failed && item.tries > 1
  const retry = () => outbox.retry(item.client_id)
  return (
    <div class="said mine">
      <span class="visually-hidden">{w.me}</span>
      <p class="bubble pending" lang={langOf(item.body.text)}>
        {item.body.text}
      </p>
      {failed && item.text && <p class="status trouble">{said(item.text)}</p>}
      {failed && !ended.value && (
        <p class="acts">
          <button class="status trouble link" type="button" onClick={retry}>
            {w.failed}
          </button>
          <button class="status link" type="button" onClick={() => outbox.remove(item.client_id)}>
            {w.drop}
          </button>
        </p>
      )}
      {!failed && offline.value && <p class="status">{w.held}</p>}
      {!failed && !offline.value && !slow && <p class="status">{w.sending}</p>}
      {slow && !offline.value && (
        <button class="status trouble link" type="button" onClick={retry}>
          {w.slow}
        </button>
      )}
    </div>
  )
}
