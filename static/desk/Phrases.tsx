import { useEffect, useRef } from 'preact/hooks'
import { Dialog } from '../staff/Dialog'
import { focusComposer } from './acts'
import { sheet } from './sheet'
import { desk } from './store'
import type { Talk } from './talk'
import { w } from './words'

export function Phrases({ talk }: { talk: Talk }) {
  const list = useRef<HTMLUListElement>(null)
  const speaks = talk.contact.value.lang

  useEffect(() => list.current?.querySelector('button')?.focus(), [])

  const put = (text: string) => {
    talk.put(text)
    sheet.value = null
    focusComposer()
  }

  const move = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (!step || !list.current) return
    event.preventDefault()
    const all = [...list.current.querySelectorAll('button')]
    const at = all.indexOf(document.activeElement as HTMLButtonElement)
    all[(at + step + all.length) % all.length]?.focus()
  }

  return (
    <Dialog title={w().phrases} onClose={() => (sheet.value = null)} wide>
      <p class="help">{w().phrasesHow}</p>
      <ul class="phrases" ref={list} onKeyDown={move}>
        {desk.value?.phrases.map((phrase) => (
          <li key={phrase.key}>
            <button
              type="button"
              class="phrase"
              lang={speaks === 'zh' ? 'zh-CN' : 'en'}
              onClick={() => put(phrase[speaks])}
            >
              {phrase[speaks]}
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  )
}
