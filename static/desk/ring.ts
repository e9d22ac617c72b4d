import { effect } from '@preact/signals'
import { lasting } from '../common/clock'
import { announce } from '../staff/announce'
import { play } from '../staff/sound'
import { offers, unread } from './store'
import { w } from './words'

const everyMs = 5000

/** Rings while an offer is open, and falls silent by itself with the last one. */
export function ringForOffers(): void {
  let timer = 0
  let known: string[] = []
  effect(() => {
    const open = offers.value
    const fresh = open.find((offer) => !known.includes(offer.id))
    known = open.map((offer) => offer.id)
    if (fresh) {
      play('offer')
      announce(w().offerCame(w().waited(lasting(fresh.waited_s))))
    }
    if (open.length && !timer) timer = window.setInterval(() => play('offer'), everyMs)
    if (!open.length) {
      window.clearInterval(timer)
      timer = 0
    }
  })
}

export function keepTitle(): void {
  effect(() => {
    const count = offers.value.length
    const waiting = count ? `● ${w().titleOffer} · ` : ''
    document.title = `${waiting}${unread.value ? `(${unread.value}) ` : ''}${w().title}`
  })
}
