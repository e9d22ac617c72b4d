import { danger } from './words'

const numbers = ['120', '110', '12356'] as const

/** The same three in the same order wherever help stands. */
export function Numbers() {
  const w = danger()
  const what = { '120': w.body, '110': w.police, '12356': w.support }
  return (
    <ul class="numbers figures">
      {numbers.map((number) => (
        <li key={number}>
          <a class="number" href={`tel:${number}`}>
            <strong>{number}</strong> <span>{what[number]}</span>
          </a>
        </li>
      ))}
    </ul>
  )
}
