import { day } from '../common/clock'
import type { ReviewWeek } from '../staff/wire'
import { review } from './store'
import { w } from './words'

const enough = 20

/** Found and right, at two levels, week by week: a share of how many, and no percentage of a few. */
export function Weekly() {
  const rows = review.value?.weeks ?? []
  const some = rows.filter((row) => row.assessed > 0).reverse()
  return (
    <section class="card" aria-labelledby="weekly-title">
      <h2 id="weekly-title">{w().weekly}</h2>
      <p class="help">{w().weeklyHow}</p>
      {some.length === 0 ? (
        <p class="soft">{w().noWeeks}</p>
      ) : (
        <div class="scroll" tabIndex={0} role="group" aria-labelledby="weekly-title">
          <table class="figures weekly">
            <thead>
              <tr>
                <th scope="col" rowSpan={2}>
                  {w().week}
                </th>
                <th scope="col" rowSpan={2}>
                  {w().assessed}
                </th>
                <th scope="colgroup" colSpan={2}>
                  {w().high}
                </th>
                <th scope="colgroup" colSpan={2}>
                  {w().medium}
                </th>
              </tr>
              <tr>
                <th scope="col">{w().found}</th>
                <th scope="col">{w().right}</th>
                <th scope="col">{w().found}</th>
                <th scope="col">{w().right}</th>
              </tr>
            </thead>
            <tbody>
              {some.map((row) => (
                <Week key={row.from} row={row} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}

function Week({ row }: { row: ReviewWeek }) {
  return (
    <tr>
      <th scope="row">
        {monthDay(row.from)} – {monthDay(row.to)}
      </th>
      <td data-label={w().assessed}>{row.assessed}</td>
      <Share label={`${w().high} · ${w().found}`} part={row.both_high} whole={row.human_high} share={row.recall_high} />
      <Share label={`${w().high} · ${w().right}`} part={row.both_high} whole={row.machine_high} share={row.precision_high} />
      <Share label={`${w().medium} · ${w().found}`} part={row.both_medium} whole={row.human_medium} share={row.recall_medium} />
      <Share label={`${w().medium} · ${w().right}`} part={row.both_medium} whole={row.machine_medium} share={row.precision_medium} />
    </tr>
  )
}

/** `share` is null when the server holds the number for too small. */
function Share({ label, part, whole, share }: { label: string; part: number; whole: number; share: number | null }) {
  if (whole === 0)
    return (
      <td class="soft" data-label={label}>
        –
      </td>
    )
  return (
    <td data-label={label}>
      {share !== null && whole >= enough && <b>{w().percent(Math.round(share * 100))} </b>}
      <span class={share === null ? 'soft' : ''}>{w().of(part, whole)}</span>
      {share === null && <span class="few">{w().few}</span>}
    </td>
  )
}

export const monthDay = (time: string): string => day(time).slice(5)
