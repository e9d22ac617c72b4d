import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { close } from './state'
import { page } from './words'

/** In the flow above the writing line and not over it: one can go on writing while it is open. */
export function Panel({ title, children }: { title: string; children: ComponentChildren }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useLayoutEffect(() => heading.current?.focus(), [])
  return (
    <section class="panel" aria-labelledby="panel-title" onKeyDown={(event) => event.key === 'Escape' && close()}>
      <div class="panel-head">
        <h2 id="panel-title" ref={heading} tabIndex={-1}>
          {title}
        </h2>
        <button class="button quiet" type="button" onClick={close}>
          {page().close}
        </button>
      </div>
      {children}
    </section>
  )
}
