import { useState } from 'preact/hooks'
import type { Both } from '../common/words'
import { said } from '../common/words'
import { isDark, switchTheme } from '../common/theme'
import { contact, ended, line, place } from './conversation'
import { Panel } from './Panel'
import { close, open } from './state'
import { more } from './words'

export function More() {
  const w = more()
  const live = contact.value && !ended.value && place.value === 'here'
  return (
    <Panel title={w.title}>
      <div class="list">
        {live && <Row text={w.receipt} act={() => open('receipt')} />}
        <Row text={w.enter} act={() => open('enter')} />
        <Row text={w.safety} act={() => open('safety')} />
        <Row text={isDark() ? w.light : w.dark} act={switchTheme} />
        {live && <Row text={w.finish} act={() => open('finish')} />}
      </div>
    </Panel>
  )
}

function Row({ text, act }: { text: string; act: () => void }) {
  return (
    <button class="row" type="button" onClick={act}>
      {text}
    </button>
  )
}

export function Finish() {
  const w = more()
  const [trouble, setTrouble] = useState<Both | null>(null)
  const [busy, setBusy] = useState(false)
  const finish = async () => {
    if (busy) return
    setBusy(true)
    const answer = await line.ask('finish')
    setBusy(false)
    if (answer.ok) {
      if (contact.value) contact.value = { ...contact.value, state: 'ended', feedback: true }
      close()
    } else {
      setTrouble(answer.text)
    }
  }
  return (
    <Panel title={w.finishTitle}>
      <p>{w.finishBody}</p>
      {trouble && (
        <p class="trouble" role="alert">
          {said(trouble) || w.waitNet}
        </p>
      )}
      <div class="pair">
        <button class="button outline" type="button" aria-disabled={busy ? 'true' : undefined} onClick={finish}>
          {w.finishYes}
        </button>
        <button class="button" type="button" onClick={close}>
          {w.finishNo}
        </button>
      </div>
    </Panel>
  )
}
