type Props<T extends string | number> = {
  name: string
  legend: string
  /** What is said beside the legend, and belongs to it. */
  more?: string
  options: readonly T[]
  word: (option: T) => string
  value: T | null
  onPick: (option: T) => void
  /** The option that stands for no answer yet. */
  open?: T
  /** The legend above the answers instead of before them. */
  tall?: boolean
}

/** One question, its few answers beside each other: arrow keys, one tab stop, a border as well as a colour. */
export function Choice<T extends string | number>(props: Props<T>) {
  const { name, legend, more, options, word, value, onPick, open, tall } = props
  return (
    <fieldset class={`choose${tall ? ' tall' : ''}`}>
      <legend class="visually-hidden">{more ? `${legend}, ${more}` : legend}</legend>
      <p class="choose-legend" aria-hidden="true">
        {legend}
        {more && <span class="choose-more">{more}</span>}
      </p>
      <div class="choose-row">
        {options.map((option) => (
          <label class={`choose-one${option === open ? ' open' : ''}`} key={option}>
            <input type="radio" name={name} checked={value === option} onChange={() => onPick(option)} />
            <span>{word(option)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}
