import { useState } from 'preact/hooks'
import type { Both } from '../common/words'
import { said } from '../common/words'
import { contact, ended, line, place, recover } from './conversation'
import { Panel } from './Panel'
import { tell } from './say'
import { close } from './state'
import { more, receipt } from './words'

export function Receipt() {
  const w = receipt()
  const [code, setCode] = useState('')
  const [trouble, setTrouble] = useState<Both | null>(null)
  const can = contact.value && !ended.value && place.value === 'here'
  const get = async () => {
    const answer = await line.ask<{ code: string }>('receipt')
    setTrouble(answer.ok ? null : answer.text)
    if (!answer.ok) return
    setCode(answer.code)
    tell(`${receipt().yours} ${answer.code}`)
  }
  return (
    <Panel title={w.title}>
      <p>{w.tab}</p>
      {code ? (
        <>
          <p class="code-name">{w.yours}</p>
          <p class="code figures">{code}</p>
          <p>{w.once}</p>
        </>
      ) : (
        <p>{w.elsewhere}</p>
      )}
      <p class="soft">{w.warn}</p>
      {trouble && (
        <p class="trouble" role="alert">
          {said(trouble) || more().waitNet}
        </p>
      )}
      {can ? (
        <button class="button outline" type="button" onClick={get}>
          {code ? w.again : w.get}
        </button>
      ) : (
        <p>{w.need}</p>
      )}
    </Panel>
  )
}

export function Enter() {
  const w = receipt()
  const [trouble, setTrouble] = useState('')
  const [busy, setBusy] = useState(false)
  const go = async (event: SubmitEvent) => {
    event.preventDefault()
    if (busy) return
    const field = (event.currentTarget as HTMLFormElement).elements.namedItem('code') as HTMLInputElement
    // Full-width digits are what a Chinese keyboard may give.
    const digits = field.value.replace(/[\uff10-\uff19]/g, (d) => String(d.charCodeAt(0) - 0xff10)).replace(/\D/g, '')
    if (digits.length !== 16) {
      field.focus()
      return setTrouble(w.enterBad)
    }
    setBusy(true)
    const answer = await recover(digits.replace(/(.{4})(?=.)/g, '$1 '))
    setBusy(false)
    if (answer.ok) close()
    else setTrouble(said(answer.text) || more().waitNet)
  }
  return (
    <Panel title={w.enterTitle}>
      <form class="enter" onSubmit={go}>
        <label for="code">{w.enterLabel}</label>
        <input
          id="code"
          name="code"
          type="text"
          inputMode="numeric"
          autocomplete="off"
          maxLength={24}
          aria-invalid={trouble ? 'true' : undefined}
          aria-describedby={trouble ? 'code-trouble' : undefined}
        />
        {trouble && (
          <p class="trouble" id="code-trouble" role="alert">
            {trouble}
          </p>
        )}
        {contact.value && <p class="soft">{w.enterWarn}</p>}
        <button class="button" type="submit" aria-disabled={busy ? 'true' : undefined}>
          {w.enterGo}
        </button>
      </form>
    </Panel>
  )
}
