import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { isDark, switchTheme } from '../common/theme'
import { lang, said, switchLang } from '../common/words'
import { Dialog } from './Dialog'
import { signOut } from './session'
import type { Me } from './wire'
import { list, roleWord, w } from './words'

export function Menu({ me, children }: { me: Me | null; children?: ComponentChildren }) {
  const box = useRef<HTMLDetailsElement>(null)
  const holding = useSignal<string[] | null>(null)

  useEffect(() => {
    const shut = (event: Event) => {
      const el = box.current
      if (!el?.open) return
      if (event instanceof KeyboardEvent) {
        if (event.key !== 'Escape') return
        el.querySelector('summary')?.focus()
      } else if (event.target instanceof Node && el.contains(event.target)) {
        return
      }
      el.open = false
    }
    document.addEventListener('keydown', shut)
    document.addEventListener('click', shut)
    return () => {
      document.removeEventListener('keydown', shut)
      document.removeEventListener('click', shut)
    }
  }, [])

  const thenShut = (act: () => void) => () => {
    act()
    const el = box.current
    if (!el) return
    el.querySelector('summary')?.focus()
    el.open = false
  }

  return (
    <details class="menu" ref={box}>
      <summary class="button small outline">{w().menu}</summary>
      <div class="menu-list">
        {me && (
          <p class="menu-me">
            {said(me.name)} · {roleWord(me.role)}
            <br />
            {said(me.centre.name)}
          </p>
        )}
        {children}
        <button type="button" class="menu-item" lang={lang.value === 'zh' ? 'en' : 'zh-CN'} onClick={thenShut(switchLang)}>
          {w().language}
        </button>
        <button type="button" class="menu-item" onClick={thenShut(switchTheme)}>
          {isDark() ? w().light : w().dark}
        </button>
        <button type="button" class="menu-item" onClick={async () => (holding.value = await signOut(false))}>
          {w().signOut}
        </button>
      </div>
      {holding.value && (
        <Dialog title={w().signOut} onClose={() => (holding.value = null)}>
          <p>{holding.value.length ? w().signOutHolding(list(holding.value)) : w().signOutFailed}</p>
          <div class="dialog-acts">
            <button type="button" class="button small outline" onClick={() => (holding.value = null)}>
              {w().cancel}
            </button>
            {holding.value.length > 0 && (
              <button type="button" class="button small danger" onClick={() => void signOut(true)}>
                {w().signOutAnyway}
              </button>
            )}
          </div>
        </Dialog>
      )}
    </details>
  )
}
