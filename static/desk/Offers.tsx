import { lasting } from '../common/clock'
import { said } from '../common/words'
import { secondsUntil } from '../staff/clock'
import { bounded, harmless } from '../staff/harmless'
import { Key } from '../staff/Key'
import { Level } from '../staff/Level'
import type { HandOver, Offer } from '../staff/wire'
import { nameOf, w as s } from '../staff/words'
import { accept, busy, decline, handOverAccept, handOverAnswer } from './acts'
import { desk, offers } from './store'
import { w } from './words'

export function Offers() {
  const incoming = desk.value?.hand_overs.filter((one) => !one.mine) ?? []
  if (offers.value.length + incoming.length === 0) return null
  return (
    <section class="offers" aria-label={w().offers}>
      {offers.value.map((offer, index) => (
        <OfferCard key={offer.id} offer={offer} first={index === 0} />
      ))}
      {incoming.map((one, index) => (
        <HandOverCard key={one.id} handOver={one} first={offers.value.length === 0 && index === 0} />
      ))}
    </section>
  )
}

function OfferCard({ offer, first }: { offer: Offer; first: boolean }) {
  const left = secondsUntil(offer.expires_at)
  const taken = busy.value.includes(offer.id)
  const known = [said(offer.centre.name), offer.returning ? w().returning : w().first]
  if (offer.lang === 'en') known.push(w().english)
  return (
    <article class="offer">
      <header class="row">
        <h2>{offer.channel === 'chat' ? w().chat : offer.channel}</h2>
        <Level level={offer.level} due={offer.level >= 3} />
      </header>
      <p class="offer-known">
        <b class="figures">{w().waited(lasting(offer.waited_s + Math.max(0, offer.ttl_s - left)))}</b>
        {' · '}
        {known.join(' · ')}
      </p>
      {offer.danger && <p class="offer-danger">{w().danger}</p>}
      <div class="offer-time">
        <progress max={offer.ttl_s} value={Math.max(0, left)} aria-hidden="true" />
        <span class="figures">{w().offerLeft(left)}</span>
      </div>
      <div class="row start">
        <Key
          look=""
          shortcut="↵"
          data-accept={first ? '' : undefined}
          aria-disabled={taken}
          onClick={() => void accept(offer.id)}
        >
          {w().accept}
        </Key>
        <Key aria-disabled={taken} onClick={() => void decline(offer.id)}>
          {w().decline}
        </Key>
        {first && (
          <span class="offer-key">
            {w().offerFocus} <kbd class="key">Alt+0</kbd>
          </span>
        )}
      </div>
    </article>
  )
}

function HandOverCard({ handOver, first }: { handOver: HandOver; first: boolean }) {
  const taken = busy.value.includes(handOver.id)
  return (
    <article class="offer">
      <header class="row">
        <h2>{s().contact(handOver.code)}</h2>
        <Level level={handOver.level} />
      </header>
      <p class="offer-known">{w().handOverFrom(nameOf(handOver.from))}</p>
      <blockquote class="note" dir="auto">
        {harmless(bounded(handOver.note, 500))}
      </blockquote>
      <div class="row start">
        <Key
          look=""
          shortcut="↵"
          data-accept={first ? '' : undefined}
          aria-disabled={taken}
          onClick={() => void handOverAccept(handOver.id)}
        >
          {w().handOverAccept}
        </Key>
        <Key aria-disabled={taken} onClick={() => void handOverAnswer(handOver.id, 'hand_over_decline')}>
          {w().handOverDecline}
        </Key>
      </div>
    </article>
  )
}
