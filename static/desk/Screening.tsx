import { Choice } from '../staff/Choice'
import type { Act, Answered, Assessed, Screener, Stage } from '../staff/wire'
import { a } from './assess-words'
import { grade, isAsked, isComplete, questions } from './screener'
import type { Talk } from './talk'

const answers: Answered[] = ['unasked', 'no', 'yes', 'declined']
const acts: Act[] = ['unasked', 'no', 'old', 'new', 'declined']
const stages: Stage[] = ['start', 'during', 'end']

/** The six questions; each answer opens the next one that is wanted. */
export function Screening({ talk, screener }: { talk: Talk; screener: Screener }) {
  const change = (next: Partial<Screener>) => talk.change({ screener: { ...screener, ...next } })
  const graded = grade(screener)
  const known = a()[`grade_${graded}`]
  const settled = isComplete(screener) || graded === 'unknown'
  const state = !isAsked(screener) ? a().unasked : settled ? known : a().soFar(known)
  return (
    <details class="fold">
      <summary>{a().screenerIs(state)}</summary>
      <p class="help">{a().screenerHow}</p>
      {questions(screener).map((key) =>
        key === 'act' ? (
          <Choice
            key={key}
            tall
            name="screener-act"
            legend={a().q_act}
            options={acts}
            open="unasked"
            word={(act) => (act === 'unasked' || act === 'declined' ? a()[act] : a()[`act_${act}`])}
            value={screener.act}
            onPick={(act) => change({ act })}
          />
        ) : (
          <Choice
            key={key}
            tall
            name={`screener-${key}`}
            legend={a()[`q_${key}`]}
            options={answers}
            open="unasked"
            word={(answer) => a()[answer]}
            value={screener[key]}
            onPick={(answer) => change({ [key]: answer })}
          />
        ),
      )}
    </details>
  )
}

type Rated = 'distress' | 'hopelessness'

const tens = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]

/** How bad it is in the student's own figures, at the start and near the end. */
export function Ratings({ talk, stage }: { talk: Talk; stage: Stage }) {
  const { first, last } = talk.contact.value.assessment ?? { first: null, last: null }
  const between = (what: Rated) => firstToLast(first, last, what)
  return (
    <details class="fold">
      <summary class="figures">{a().ratingsIs(between('distress'), between('hopelessness'))}</summary>
      <p class="help">{a().ratingsHow}</p>
      <div class="ratings">
        {(['distress', 'hopelessness'] as const).map((what) => (
          <label class="field" key={what}>
            {a()[what]}
            <select
              value={talk.assess.value[what] ?? ''}
              onChange={(event) => {
                const { value } = event.currentTarget
                talk.change({ [what]: value === '' ? null : Number(value) })
              }}
            >
              <option value="">{a().rating}</option>
              {tens.map((ten) => (
                <option key={ten} value={ten}>
                  {ten}
                </option>
              ))}
            </select>
          </label>
        ))}
      </div>
      <Choice
        name="stage"
        legend={a().stage}
        options={stages}
        word={(one) => a()[one]}
        value={stage}
        onPick={(one) => talk.change({ stage: one })}
      />
    </details>
  )
}

function firstToLast(first: Assessed | null, last: Assessed | null, what: Rated): string {
  const from = first?.[what] ?? null
  const to = last?.[what] ?? null
  if (from === null && to === null) return a().rating
  if (first?.at === last?.at) return String(to)
  return a().firstLast(String(from ?? '–'), String(to ?? '–'))
}
