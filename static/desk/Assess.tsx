import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { clock } from '../common/clock'
import { said } from '../common/words'
import { announce } from '../staff/announce'
import { Choice } from '../staff/Choice'
import { now } from '../staff/clock'
import { categoriesHeard } from '../staff/heard'
import { Key } from '../staff/Key'
import { Level } from '../staff/Level'
import type { Assessed, Contact, Level as Degree, Rung, When } from '../staff/wire'
import { levelWord, w as s } from '../staff/words'
import { assess, focusComposer } from './acts'
import { blankAssess } from './assess-draft'
import { a, ask } from './assess-words'
import { Levels } from './Levels'
import { Ratings, Screening } from './Screening'
import { blankLadder, blankScreener, isAsked, nextStep, stepsHeard, suggested, type Step } from './screener'
import { tab } from './store'
import type { Talk } from './talk'

const rungs: Rung[] = ['unasked', 'no', 'yes']
const whens: When[] = ['unasked', 'none', 'someday', 'week', 'days3', 'days2', 'today', 'now']

const named = (level: Degree): string => `L${level} ${levelWord(level)}`

/** True while the time for a first assessment has run out. */
export function isLate({ assessment, state }: Contact): boolean {
  if (!assessment || state !== 'active' || assessment.count > 0) return false
  return assessment.overdue || (assessment.due_at !== null && Date.parse(assessment.due_at) <= now.value)
}

export function Assess({ talk }: { talk: Talk }) {
  const contact = talk.contact.value
  const draft = talk.assess.value
  const last = contact.assessment?.last ?? null
  const saving = useSignal(false)

  const screener = draft.screener ?? last?.screener ?? blankScreener
  const ladder = draft.ladder ?? last?.ladder ?? blankLadder
  const under = `${contact.level} ${contact.level_by ?? ''}`
  const stale = draft.level !== null && draft.under !== under
  const judged = contact.level_by === 'human' ? contact.level : null
  const picked = draft.level === null ? judged : stale ? null : draft.level
  const must = contact.level >= 3 && picked !== null && picked < contact.level
  const count = contact.assessment?.count ?? 0
  const stage = draft.stage ?? (count ? 'during' : 'start')

  const save = async () => {
    if (picked === null || saving.value) return
    saving.value = true
    const note = draft.note.trim()
    const done = await assess(talk, {
      level: picked,
      stage,
      ...(note ? { note } : {}),
      ...(isAsked(screener) ? { screener } : {}),
      ...(Object.values(ladder).some((rung) => rung !== 'unasked') ? { ladder } : {}),
      ...(draft.distress === null ? {} : { distress: draft.distress }),
      ...(draft.hopelessness === null ? {} : { hopelessness: draft.hopelessness }),
    })
    if (done) talk.assess.value = blankAssess
    saving.value = false
  }

  return (
    <form
      class="side-part assess"
      aria-labelledby="assess-title"
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <header class="row">
        <h2 id="assess-title">{a().title}</h2>
        <Clock contact={contact} />
      </header>
      <Late talk={talk} />
      <Two contact={contact} />
      <fieldset class="plain">
        <legend>{a().level}</legend>
        {stale && <p class="again">{a().again(named(contact.level))}</p>}
        <Levels name="assess" value={picked} onPick={(level) => talk.change({ level, under })} />
      </fieldset>
      <Suggestion level={suggested(screener, ladder)} picked={picked} />
      <Next talk={talk} ladder={ladder} />
      <div class="rungs">
        {(['thoughts', 'plan', 'means'] as const).map((step) => (
          <Choice
            key={step}
            name={`ladder-${step}`}
            legend={a()[step]}
            {...heardMore(talk, step)}
            options={rungs}
            open="unasked"
            word={(rung) => a()[rung]}
            value={ladder[step]}
            onPick={(rung) => talk.change({ ladder: { ...ladder, [step]: rung } })}
          />
        ))}
        <label class="rung-when">
          <span class="choose-legend">
            {a().when}
            {heardMore(talk, 'when').more && <span class="choose-more">{a().heard}</span>}
          </span>
          <select
            value={ladder.when}
            onChange={(event) => talk.change({ ladder: { ...ladder, when: event.currentTarget.value as When } })}
          >
            {whens.map((when) => (
              <option key={when} value={when}>
                {a()[`when_${when}`]}
              </option>
            ))}
          </select>
        </label>
      </div>
      <Screening key={`screening ${count}`} talk={talk} screener={screener} />
      <Ratings key={`ratings ${count}`} talk={talk} stage={stage} />
      <Note talk={talk} must={must} />
      <div class={`assess-save${draft === blankAssess ? '' : ' stay'}`}>
        <Key look="" submit aria-disabled={picked === null || saving.value}>
          {saving.value ? a().saving : a().save}
        </Key>
      </div>
    </form>
  )
}

function Clock({ contact }: { contact: Contact }) {
  const { assessment } = contact
  if (!assessment) return null
  if (assessment.last) return <p class="help figures">{a().done(clock(assessment.last.at))}</p>
  if (!assessment.due_at || isLate(contact)) return null
  return <p class="help figures">{a().due(clock(assessment.due_at))}</p>
}

/** The reminder: what to do, with the words for it. It waits; it does not ring. */
export function Late({ talk, short = false }: { talk: Talk; short?: boolean }) {
  const contact = talk.contact.value
  const late = isLate(contact) && talk.writable.value
  useEffect(() => {
    if (late && !short) announce(`${s().contact(contact.code)} · ${a().lateHere}`)
  }, [late])
  if (!late) return null
  if (short) {
    return (
      <div class="strip late-ask here">
        <p>{a().lateHere}</p>
        <Key onClick={() => put(talk, 'thoughts')}>{a().askNow}</Key>
      </div>
    )
  }
  return (
    <div class="strip late-ask">
      <p>{a().late}</p>
      <Question talk={talk} step="thoughts" />
    </div>
  )
}

/** A question to be asked: pressed, it stands in the box to be changed and sent. */
function Question({ talk, step }: { talk: Talk; step: Step }) {
  const { lang } = talk.contact.value
  return (
    <button type="button" class="question" onClick={() => put(talk, step)}>
      <span lang={lang === 'zh' ? 'zh-CN' : 'en'}>{ask[lang][step]}</span>
      <span class="question-put">{a().put}</span>
    </button>
  )
}

function put(talk: Talk, step: Step): void {
  talk.put(ask[talk.contact.peek().lang][step])
  tab.value = 'talk'
  focusComposer()
}

/** The human's judgement and the machine's, each by itself. */
function Two({ contact }: { contact: Contact }) {
  const last: Assessed | null = contact.assessment?.last ?? null
  const human = last?.level ?? (contact.level_by === 'human' ? contact.level : null)
  const machine = contact.triage?.level ?? null
  return (
    <>
      <dl class="two">
        <div>
          <dt>{a().human}</dt>
          <dd>
            {human === null ? <span class="soft">{a().notYet}</span> : <Level level={human} />}
            {last && (
              <span class="two-by figures">{a().by(said(last.by) || s().someone, clock(last.at))}</span>
            )}
          </dd>
        </div>
        <div>
          <dt>{a().machine}</dt>
          <dd>{machine === null ? <span class="soft">–</span> : <Level level={machine} />}</dd>
        </div>
      </dl>
      {human !== null && machine !== null && human !== machine && (
        <p class="help differ">{human > machine ? a().higher : a().lower}</p>
      )}
    </>
  )
}

function heardMore(talk: Talk, step: Step): { more?: string } {
  return stepsHeard(categoriesHeard(talk.messages.value)).has(step) ? { more: a().heard } : {}
}

function Next({ talk, ladder }: { talk: Talk; ladder: typeof blankLadder }) {
  const heard = stepsHeard(categoriesHeard(talk.messages.value))
  const step = nextStep(ladder, heard)
  if (!step) return <p class="help next">{ladder.thoughts === 'no' ? a().nextNo : a().nextDone}</p>
  // The reminder asks the same.
  if (step === 'thoughts' && isLate(talk.contact.value)) return null
  return (
    <div class="next">
      <p>
        <b>{a().next(a()[step])}</b> {heard.has(step) && <span class="soft">{a().nextHeard}</span>}
      </p>
      <Question talk={talk} step={step} />
    </div>
  )
}

/** Only ever a floor under the judgement: it says nothing when the judgement is higher. */
function Suggestion({ level, picked }: { level: Degree; picked: Degree | null }) {
  if (level === 0 || (picked !== null && picked >= level)) return null
  return <p class="help suggestion">{(picked === null ? a().suggest : a().suggestUp)(named(level))}</p>
}

function Note({ talk, must }: { talk: Talk; must: boolean }) {
  const { note } = talk.assess.value
  return (
    <label class="field">
      {must ? a().noteMust : a().note}
      <input
        type="text"
        maxLength={500}
        autocomplete="off"
        required={must}
        value={note}
        onInput={(event) => talk.change({ note: event.currentTarget.value })}
      />
    </label>
  )
}
