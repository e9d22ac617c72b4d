import { useSignal } from '@preact/signals'
import { said } from '../common/words'
import { Dialog } from '../staff/Dialog'
import { Key } from '../staff/Key'
import { roleWord, w as s } from '../staff/words'
import { handOverSoon } from './acts'
import { sheet } from './sheet'
import { desk } from './store'
import type { Talk } from './talk'
import { w } from './words'

export function HandOver({ talk }: { talk: Talk }) {
  const to = useSignal('')
  const note = talk.handOverNote
  const me = desk.value?.me.id
  const others = desk.value?.colleagues.filter((one) => one.id !== me) ?? []
  const close = () => (sheet.value = null)

  return (
    <Dialog title={`${w().handOver} · ${s().contact(talk.contact.value.code)}`} onClose={close}>
      {others.length === 0 ? (
        <p>{w().handOverNobody}</p>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault()
            close()
            handOverSoon(talk, to.value, note.value.trim())
          }}
        >
          <fieldset class="plain">
            <legend>{w().handOverTo}</legend>
            {others.map((one) => (
              <label class="choice" key={one.id}>
                <input
                  type="radio"
                  name="to"
                  required
                  value={one.id}
                  checked={to.value === one.id}
                  onChange={() => (to.value = one.id)}
                />
                <span>
                  {said(one.name)} · {roleWord(one.role)}
                </span>
                <span class="soft figures">{w().free(one.free)}</span>
              </label>
            ))}
          </fieldset>
          <label class="field">
            {w().handOverNote}
            <textarea
              rows={4}
              required
              maxLength={500}
              autocomplete="off"
              value={note.value}
              onInput={(event) => (note.value = event.currentTarget.value)}
            />
          </label>
          <div class="dialog-acts">
            <Key onClick={close}>{s().cancel}</Key>
            <Key look="" submit>
              {w().handOverSend}
            </Key>
          </div>
        </form>
      )}
    </Dialog>
  )
}
