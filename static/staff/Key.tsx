import type { ComponentChildren, JSX } from 'preact'

type Props = Omit<JSX.IntrinsicElements['button'], 'class' | 'type'> & {
  look?: string
  shortcut?: string
  submit?: boolean
  children: ComponentChildren
}

const spoken: Record<string, string> = { '↵': 'Enter' }

/** A button with its key printed on it. */
export function Key({ look = 'outline', shortcut, submit, children, ...rest }: Props) {
  return (
    <button
      type={submit ? 'submit' : 'button'}
      class={`button small ${look}`}
      aria-keyshortcuts={shortcut && (spoken[shortcut] ?? shortcut)}
      {...rest}
    >
      {children}
      {shortcut && (
        <kbd class="key" aria-hidden="true">
          {shortcut}
        </kbd>
      )}
    </button>
  )
}
