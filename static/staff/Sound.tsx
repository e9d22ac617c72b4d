import { muteSound, sound, testSound, type Tune } from './sound'
import { w } from './words'

const bell = 'M8 1.8a4 4 0 0 0-4 4v2.4L2.8 10.6h10.4L12 8.2V5.8a4 4 0 0 0-4-4Zm-1.4 10.4a1.5 1.5 0 0 0 2.8 0'

export function Sound({ tune, shortcut }: { tune: Tune; shortcut?: string }) {
  const state = sound.value
  const act = () => {
    if (state === 'on') muteSound(true)
    else void testSound(tune)
  }
  const does = state === 'on' ? w().soundMute : state === 'off' ? w().soundTurnOn : w().soundUnmute
  const is = state === 'on' ? w().soundOn : state === 'off' ? w().soundOff : w().soundMuted
  return (
    <button type="button" class={`button small sound ${state}`} onClick={act}>
      <svg
        width="16"
        height="16"
        viewBox="0 0 16 16"
        aria-hidden="true"
        fill="none"
        stroke="currentColor"
        stroke-width="1.4"
      >
        <path d={bell} />
        {state !== 'on' && <path d="M2 14 14 2" />}
      </svg>
      <span class="sound-is">{is}</span>
      <span class="visually-hidden"> · {does}</span>
      {shortcut && (
        <kbd class="key" aria-hidden="true">
          {shortcut}
        </kbd>
      )}
    </button>
  )
}
