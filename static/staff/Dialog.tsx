import type { ComponentChildren } from 'preact'
import { useEffect, useId, useRef } from 'preact/hooks'
import { w } from './words'

type Props = { title: string; onClose: () => void; wide?: boolean; children: ComponentChildren }

export function Dialog({ title, onClose, wide, children }: Props) {
  const ref = useRef<HTMLDialogElement>(null)
  const heading = useId()

  useEffect(() => {
    const before = document.activeElement
    const dialog = ref.current
    if (dialog && !dialog.open) dialog.showModal()
    // Not the closing cross, where Enter would throw away what somebody meant to write.
    dialog?.querySelector<HTMLElement>('input, textarea, select, .dialog-acts button')?.focus()
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [])

  return (
    <dialog
      ref={ref}
      class={`dialog${wide ? ' wide' : ''}`}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
    >
      <div class="dialog-head">
        <h2 id={heading}>{title}</h2>
        <button type="button" class="button small quiet" onClick={onClose} aria-label={w().close}>
          ✕
        </button>
      </div>
      {children}
    </dialog>
  )
}
