import { clock } from '../common/clock'
import { minutes, now, secondsUntil } from '../staff/clock'
import { Dialog } from '../staff/Dialog'
import { Key } from '../staff/Key'
import { lostFor, online } from '../staff/link'
import { Menu } from '../staff/Menu'
import { Sound } from '../staff/Sound'
import { list, nameOf, w as s } from '../staff/words'
import type { Desk } from '../staff/wire'
import { callSupervisor } from './acts'
import { holding, leave, toggleSeat } from './seat'
import { chosen, desk, tell } from './store'
import { w } from './words'

export function Bar() {
  const seen = desk.value
  const state = seen?.seat.state ?? 'off'
  return (
    <div class="bar">
      <h1 class="bar-title">{w().title}</h1>
      <p class={`seat ${online.value ? state : 'lost'}`}>
        <span class="seat-dot" aria-hidden="true" />
        {!online.value ? (seen ? s().lost(lostFor.value) : s().connecting) : w()[state]}
      </p>
      {seen && (
        <Key look={state !== 'off' ? 'outline' : chosen.value ? '' : 'on-phone'} shortcut="F8" onClick={toggleSeat} disabled={!online.value}>
          {state === 'ready' ? w().pause : state === 'off' ? w().start : w().resume}
        </Key>
      )}
      {seen && (
        <p class="bar-facts figures">
          {state !== 'off' && <span>{inHand(seen)}</span>}
          {seen.shift && (
            <span>
              {w().shift(clock(seen.shift.from), clock(seen.shift.to))} · {shiftLeft(seen.shift.to)}
            </span>
          )}
        </p>
      )}
      <span class="bar-gap" />
      {seen?.me.role === 'supervisor' && (
        <a class={`button small outline${seen.untaken ? ' danger' : ''}`} href="/floor">
          <span class="only-wide">{w().floorWants(seen.untaken)}</span>
          <span class="only-phone figures">{w().floorShort(seen.untaken)}</span>
        </a>
      )}
      {seen && (
        <p class={`bar-supervisors${seen.supervisors ? '' : ' none'}${seen.me.role === 'supervisor' ? ' mine' : ''}`}>
          {w().supervisors(seen.supervisors)}
        </p>
      )}
      <Sound tune="offer" shortcut="F9" />
      <Call />
      <Menu me={seen?.me ?? null}>
        {state !== 'off' && (
          <button type="button" class="menu-item" onClick={() => void leave(false)}>
            {w().leave}
          </button>
        )}
      </Menu>
      {holding.value && (
        <Dialog title={w().leave} onClose={() => (holding.value = null)}>
          <p>{w().leaveHolding(list(holding.value))}</p>
          <div class="dialog-acts">
            <Key onClick={() => (holding.value = null)}>{s().cancel}</Key>
            <Key look="danger" onClick={() => void leave(true)}>
              {w().leaveAnyway}
            </Key>
          </div>
        </Dialog>
      )}
    </div>
  )
}

// One contact at L3 or above fills a desk; a bare "2 of 2" over one conversation would puzzle.
function inHand({ seat, contacts }: Desk): string {
  const held = contacts.filter((contact) => contact.mine)
  const filled = seat.load > held.length && held.some((contact) => contact.level >= 3)
  return filled ? w().loadHigh(held.length) : w().load(seat.load, seat.capacity)
}

function shiftLeft(to: string): string {
  void now.value
  const left = secondsUntil(to)
  return left > 0 ? w().left(minutes(left)) : w().over
}

export function callChosen(): void {
  const talk = chosen.peek()
  if (talk && !talk.taken.peek()) void callSupervisor(talk)
  else tell({ zh: w().callNone, en: w().callNone })
}

function Call() {
  const talk = chosen.value
  const call = talk?.contact.value.call
  const called = talk?.calledAt.value
  const taker = call?.taken_by ? nameOf(call.taken_by) : ''
  return (
    <Key look={called || call ? 'outline called' : 'danger'} shortcut="F2" onClick={callChosen}>
      {taker ? w().callTaken(taker) : called || call ? w().called(clock(called ?? call!.at)) : w().call}
    </Key>
  )
}
