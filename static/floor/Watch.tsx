import { useSignal } from '@preact/signals'
import { said } from '../common/words'
import { Dialog } from '../staff/Dialog'
import { Key } from '../staff/Key'
import { Level } from '../staff/Level'
import { online, lostFor } from '../staff/link'
import { Log } from '../staff/Log'
import { w as s } from '../staff/words'
import {
  asking,
  dismissHint,
  draft,
  holderName,
  leave,
  observe,
  opening,
  outbox,
  takeOver,
  tookOver,
  watched,
  whisper,
} from './observing'
import { w } from './words'

export function Reason() {
  const reason = useSignal('')
  const wanted = asking.value
  if (!wanted) return null
  const close = () => {
    asking.value = null
    reason.value = ''
  }
  return (
    <Dialog title={w().reasonTitle(wanted.code)} onClose={close}>
      <form
        onSubmit={async (event) => {
          event.preventDefault()
          const text = reason.value.trim()
          if (text.length < 3 || !(await observe(wanted.contact, text))) return
          close()
          // After the dialog gave the focus back to where it came from.
          window.setTimeout(() => document.getElementById('watch')?.focus(), 120)
        }}
      >
        <label class="field">
          {w().reason}
          <input
            type="text"
            required
            minLength={3}
            maxLength={200}
            autocomplete="off"
            aria-describedby="reason-how"
            value={reason.value}
            onInput={(event) => (reason.value = event.currentTarget.value)}
          />
        </label>
        <p class="help" id="reason-how">
          {w().reasonHow}
        </p>
        <div class="dialog-acts">
          <Key onClick={close}>{s().cancel}</Key>
          <Key look="" submit aria-disabled={opening.value || reason.value.trim().length < 3}>
            {w().reasonGo}
          </Key>
        </div>
      </form>
    </Dialog>
  )
}

export function Watch() {
  const seen = watched.value
  if (!seen) return null
  const { contact } = seen
  const live = contact.state === 'active' || contact.state === 'waiting' || contact.state === 'offered'
  return (
    <section class="card watch" id="watch" tabIndex={-1} aria-labelledby="watch-title">
      <header class="watch-head row">
        <h2 id="watch-title">{w().observing(contact.code)}</h2>
        <Level level={contact.level} due={contact.level >= 3 && contact.level_by !== 'human'} />
        {contact.triage && (
          <span class="soft figures">
            {w().two(contact.assessment?.last ? `L${contact.assessment.last.level}` : '–', `L${contact.triage.level}`)}
          </span>
        )}
        <span class="soft">{contact.holder ? w().holder(holderName(contact)) : w().noHolder}</span>
        <Key onClick={leave}>{w().leaveObserve}</Key>
      </header>
      <Log
        key={contact.id}
        messages={seen.messages}
        whispers={seen.whispers}
        {...(live && !tookOver.value ? { dismiss: dismissHint } : {})}
      />
      {tookOver.value ? (
        <p class="strip">
          {w().tookOver}{' '}
          <a class="button small" href={`/desk#${contact.id}`}>
            {w().goTalk}
          </a>
        </p>
      ) : live ? (
        <>
          {contact.holder && <Whispering to={holderName(contact)} />}
          <TakeOver to={holderName(contact)} />
        </>
      ) : (
        <p class="strip">{w().observeOver}</p>
      )}
    </section>
  )
}

function Whispering({ to }: { to: string }) {
  const unsent = outbox.items.value.filter((item) => item.state !== 'sent')
  return (
    <form
      class="whisper"
      onSubmit={(event) => {
        event.preventDefault()
        whisper()
      }}
    >
      <label for="whisper">{w().whisper(to)}</label>
      <div class="whisper-line">
        <textarea
          id="whisper"
          rows={2}
          maxLength={500}
          autocomplete="off"
          value={draft.value}
          onInput={(event) => (draft.value = event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return
            event.preventDefault()
            whisper()
          }}
        />
        <Key look="plum" shortcut="↵" submit>
          {w().whisperSend}
        </Key>
      </div>
      {!online.value && <p class="help">{s().lost(lostFor.value)}</p>}
      {unsent.map((item) => (
        <p class="whisper-unsent" key={item.client_id}>
          {item.state === 'sending' ? `${s().sending}…` : `${w().unsent}：${said(item.text)}`}{' '}
          <span dir="auto">{item.body.text}</span>{' '}
          {item.state === 'failed' && <Key onClick={() => outbox.retry(item.client_id)}>{s().again}</Key>}
        </p>
      ))}
    </form>
  )
}

function TakeOver({ to }: { to: string }) {
  const sure = useSignal(false)
  const going = useSignal(false)
  return (
    <div class={`strip${sure.value ? ' ask' : ''}`}>
      {sure.value && <p>{w().takeOverAsk(to)}</p>}
      <div class="row start">
        {sure.value ? (
          <>
            <Key onClick={() => (sure.value = false)}>{s().cancel}</Key>
            <Key
              look="danger"
              aria-disabled={going.value}
              onClick={async () => {
                if (going.value) return
                going.value = true
                await takeOver()
                going.value = false
                sure.value = false
              }}
            >
              {w().takeOverGo}
            </Key>
          </>
        ) : (
          <Key onClick={() => (sure.value = true)}>{w().takeOver}</Key>
        )}
      </div>
    </div>
  )
}
