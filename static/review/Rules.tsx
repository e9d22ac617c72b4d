import { day } from '../common/clock'
import { langOf, said } from '../common/words'
import { categoryWord } from '../staff/codes'
import { bounded, harmless } from '../staff/harmless'
import { reasonWord } from '../staff/hint-words'
import type { Review } from '../staff/wire'
import { w as s } from '../staff/words'
import { dayAndTime } from './Differing'
import { w } from './words'

export function Dismissed({ seen }: { seen: Review }) {
  return (
    <section class="card" aria-labelledby="dismissed-title">
      <h2 id="dismissed-title">{w().dismissed}</h2>
      {seen.dismissed.length === 0 ? (
        <p class="soft">{w().noDismissed}</p>
      ) : (
        <>
          <p class="help">{w().dismissedHow}</p>
          <div class="scroll" tabIndex={0} role="group" aria-labelledby="dismissed-title">
            <table class="figures">
              <thead>
                <tr>
                  <th scope="col">{w().rule}</th>
                  <th scope="col">{w().reason}</th>
                  <th scope="col" class="number">
                    {w().count}
                  </th>
                </tr>
              </thead>
              <tbody>
                {seen.dismissed.map((row) => (
                  <tr key={`${row.rule} ${row.reason}`}>
                    <RuleName rule={row.rule} category={row.category} />
                    <td>{reasonWord(row.reason)}</td>
                    <td class="number">{row.count}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
      {seen.dismissals.length > 0 && (
        <details class="fold">
          <summary>{w().latest(seen.dismissals.length)}</summary>
          <ul class="differing">
            {seen.dismissals.map((one) => (
              <li class="one" key={`${one.code} ${one.at} ${one.rule}`}>
                <p>
                  {categoryWord(one.category)} · {reasonWord(one.reason)}
                </p>
                {one.note && (
                  <p lang={langOf(one.note)} dir="auto">
                    {harmless(bounded(one.note, 200))}
                  </p>
                )}
                <p class="help figures">
                  {w().dismissal(one.code, said(one.by) || s().someone, dayAndTime(one.at))} · <code>{one.rule}</code>
                </p>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  )
}

export function Drift({ seen }: { seen: Review }) {
  const compared = seen.rules.some((row) => row.usual > 0)
  return (
    <section class="card" aria-labelledby="rules-title">
      <h2 id="rules-title">{w().rules}</h2>
      {seen.rules.length === 0 ? (
        <p class="soft">{w().noRules}</p>
      ) : (
        <>
          <p class="help">{compared ? w().rulesHow : w().rulesAlone}</p>
          <div class="scroll tall" tabIndex={0} role="group" aria-labelledby="rules-title">
            <table class="figures">
              <thead>
                <tr>
                  <th scope="col">{w().rule}</th>
                  <th scope="col" class="number">
                    {w().thisWeek}
                  </th>
                  {compared && (
                    <>
                      <th scope="col" class="number">
                        {w().usual}
                      </th>
                      <th scope="col" class="number">
                        {w().change}
                      </th>
                    </>
                  )}
                </tr>
              </thead>
              <tbody>
                {seen.rules.map((row) => (
                  <tr key={row.rule}>
                    <RuleName rule={row.rule} category={row.category} />
                    <td class="number">{row.now}</td>
                    {compared && (
                      <>
                        <td class="number">{row.usual ? row.usual.toFixed(1) : '0'}</td>
                        <td class="number">{row.ratio === null ? w().fresh : w().times(row.ratio.toFixed(1))}</td>
                      </>
                    )}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
    </section>
  )
}

function RuleName({ rule, category }: { rule: string; category: string }) {
  return (
    <th scope="row" class="rule">
      {categoryWord(category)} <code>{rule}</code>
    </th>
  )
}

export function Versions({ seen }: { seen: Review }) {
  return (
    <section class="card" aria-labelledby="versions-title">
      <h2 id="versions-title">{w().versions}</h2>
      <ul class="differing">
        {seen.versions.map((one) => (
          <li class="one figures" key={`${one.lexicon} ${one.model ?? ''}`}>
            <code>{one.lexicon}</code> · {one.model ? <code>{one.model}</code> : w().noModel}
            <br />
            <span class="help">
              {w().since(day(one.from))} · {w().readings(one.readings)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

export function Gaps({ seen }: { seen: Review }) {
  return (
    <section class="card" aria-labelledby="gaps-title">
      <h2 id="gaps-title">{w().gaps}</h2>
      <p class="figures">{w().unjudged(seen.unjudged)}</p>
      <p class="figures">{w().failed(seen.failed)}</p>
    </section>
  )
}
