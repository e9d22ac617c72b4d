import type { Level as Degree } from '../staff/wire'
import { levelWord } from '../staff/words'

const levels: Degree[] = [0, 1, 2, 3, 4]

type Props = { name: string; value: Degree | null; onPick: (level: Degree) => void }

export function Levels({ name, value, onPick }: Props) {
  return (
    <div class="levels">
      {levels.map((level) => (
        <label class="choose-one" key={level}>
          <input type="radio" name={name} checked={value === level} onChange={() => onPick(level)} />
          <span>
            <span>
              <b>L{level}</b> {levelWord(level)}
            </span>
          </span>
        </label>
      ))}
    </div>
  )
}
