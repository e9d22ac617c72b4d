import { useEffect, useRef } from 'preact/hooks'
import { hush, tell } from './say'
import { covered } from './state'
import { page } from './words'

/** A quiet page for when somebody comes in; the conversation goes on behind it. */
export function Cover() {
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    hush()
    button.current?.focus()
    tell(page().covered)
  }, [])
  return (
    <div class="cover">
      <button ref={button} class="button outline" type="button" onClick={() => (covered.value = false)}>
        {page().uncover}
      </button>
    </div>
  )
}
