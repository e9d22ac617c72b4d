import { said } from '../common/words'
import { alarm, announce } from '../staff/announce'
import { bounded, harmless } from '../staff/harmless'
import { line, onOnline } from '../staff/link'
import type { Message, Name, Whisper } from '../staff/wire'
import { nameOf, w as s } from '../staff/words'
import { catchUp, chosenId, refresh, talks } from './store'
import type { Talk } from './talk'
import { w } from './words'

const find = (id: string): Talk | undefined => talks.peek().find((talk) => talk.id === id)

export function hearTheLine(): void {
  onOnline(() => void catchUp())
  line.on('look', () => void catchUp(true))
  line.on('desk', () => void refresh())
  line.on('offer', () => void refresh())
  line.on<{ contact: string; message: Message }>('message', ({ contact, message }) => {
    const talk = find(contact)
    if (!talk) return void refresh()
    const fresh = message.seq > talk.lastSeq.peek()
    talk.receive(message)
    if (fresh && message.from === 'student') studentSaid(talk, message)
  })
  line.on<{ contact: string; whisper: Whisper }>('whisper', ({ contact, whisper }) => {
    const talk = find(contact)
    if (!talk) return
    talk.hear(whisper)
    if (!inSight(talk)) talk.unread.value += 1
    announce(
      `${s().contact(talk.contact.peek().code)} · ${w().whispered(nameOf(whisper.from))}${bounded(harmless(whisper.text), 200)}`,
    )
  })
  line.on<{ contact: string; on: boolean }>('typing', ({ contact, on }) => find(contact)?.studentTypes(on))
  line.on<{ contact: string; code: string; by: Name | null; why: string }>('lost', ({ contact, code, by, why }) => {
    const talk = find(contact)
    if (talk) talk.take(by, why)
    if (why !== 'closed') alarm(`${s().contact(code)} · ${by ? w().takenBy(said(by)) : w().takenGone}`)
    void refresh()
  })
  document.addEventListener('visibilitychange', () => {
    const talk = find(chosenId.peek() ?? '')
    if (talk && inSight(talk)) talk.unread.value = 0
  })
  // A lost push is a delay, never a loss: the picture is asked for now and then even in silence.
  setInterval(() => void refresh(), 15_000)
}

function inSight(talk: Talk): boolean {
  return chosenId.peek() === talk.id && document.visibilityState === 'visible'
}

function studentSaid(talk: Talk, message: Message): void {
  const pausing = talk.pausing.peek()
  if (pausing?.what === 'end') {
    pausing.stop()
    alarm(w().undoneByWords)
  }
  if (inSight(talk)) {
    announce(`${s().student}：${bounded(harmless(message.text ?? ''), 400)}`)
    return
  }
  talk.unread.value += 1
  announce(w().newWords(talk.contact.peek().code))
}
