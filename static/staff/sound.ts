import { computed, signal } from '@preact/signals'

type Note = { at: number; hz: number; for: number }

const OFFER: Note[] = [
  { at: 0, hz: 523.25, for: 0.35 },
  { at: 0.18, hz: 659.25, for: 0.5 },
]

// Groups after IEC 60601-1-8: 3+2 notes twice, 3 notes, 1 note. A person who hears one tells them apart without looking.
const burst = (from: number, hz: number[]): Note[] =>
  hz.map((pitch, index) => ({ at: from + index * 0.22, hz: pitch, for: 0.2 }))
const FIVE = (from: number): Note[] => [
  ...burst(from, [523.25, 659.25, 783.99]),
  ...burst(from + 0.75, [659.25, 783.99]),
]
const TUNES = {
  offer: OFFER,
  priority1: [...FIVE(0), ...FIVE(1.4)],
  priority2: burst(0, [523.25, 587.33, 659.25]),
  priority3: burst(0, [440]),
} as const

export type Tune = keyof typeof TUNES

let context: AudioContext | null = null
const running = signal(false)
const muted = signal(false)

export const sound = computed<'off' | 'on' | 'muted'>(() => {
  if (!running.value) return 'off'
  return muted.value ? 'muted' : 'on'
})

// A browser gives an AudioContext a voice only inside a press, so every caller is a click or a key.
export async function unlockSound(): Promise<void> {
  if (typeof AudioContext === 'undefined') return
  if (!context) {
    const made = new AudioContext()
    made.onstatechange = () => {
      running.value = made.state === 'running'
    }
    context = made
  }
  await context.resume().catch(() => undefined)
  running.value = context.state === 'running'
}

export function muteSound(on: boolean): void {
  muted.value = on
}

export function play(tune: Tune): void {
  if (!context || sound.value !== 'on') return
  const start = context.currentTime + 0.02
  for (const note of TUNES[tune]) soften(context, note, start)
}

export async function testSound(tune: Tune = 'offer'): Promise<void> {
  muted.value = false
  await unlockSound()
  play(tune)
}

function soften(on: AudioContext, note: Note, start: number): void {
  const voice = on.createOscillator()
  const swell = on.createGain()
  const from = start + note.at
  voice.type = 'sine'
  voice.frequency.value = note.hz
  swell.gain.setValueAtTime(0.0001, from)
  swell.gain.exponentialRampToValueAtTime(0.22, from + 0.03)
  swell.gain.exponentialRampToValueAtTime(0.0001, from + note.for)
  voice.connect(swell).connect(on.destination)
  voice.start(from)
  voice.stop(from + note.for + 0.05)
}
