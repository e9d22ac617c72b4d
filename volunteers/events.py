"""What the desk and the floor may ask of this room."""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta

from hotline.core.door import Allow, Event, Nothing, Shape, Staff
from hotline.core.work import Work

from . import alarms, desk, floor, hand_over, holding, observing, offers, records, seats, sign_in
from .assessing import Assess, DismissHint, Review, ReviewDone, assess, dismiss_hint, review, review_done
from .records import Record

Id = Annotated[str, Meta(min_length=1, max_length=64)]


class OfId(Shape):
    contact: Id


class OfOffer(Shape):
    offer: Id


class OfAlarm(Shape):
    alarm: Id


class OfHandOver(Shape):
    hand_over: Id


class OfPerson(Shape):
    person: Id


class Leave(Shape):
    force: bool = False


class Give(Shape):
    contact: Id
    to: Id
    note: Annotated[str, Meta(min_length=1, max_length=500)]


class Close(Shape):
    contact: Id
    record: Record
    confirm: bool = False


class TakeOver(Shape):
    contact: Id
    epoch: Annotated[int, Meta(ge=0, le=2**31 - 1)]


def _picture(work: Work, who: Staff) -> dict[str, Any]:
    return {"desk": desk.picture(work, who)}


def see_desk(work: Work, who: Staff, _: Nothing) -> dict[str, Any]:
    seats.heard(work, [who.id])
    return _picture(work, who)


def see_floor(work: Work, who: Staff, _: Nothing) -> dict[str, Any]:
    return {"floor": floor.picture(work, who)}


def here(work: Work, who: Staff, _: Nothing) -> dict[str, Any]:
    seats.heard(work, [who.id])
    return {"now": desk.wire(work.now)}


def ready(work: Work, who: Staff, _: Nothing) -> dict[str, Any]:
    seats.heard(work, [who.id])
    seats.set_state(work, who.id, seats.READY)
    offers.drain(work)
    return _picture(work, who)


def pause(work: Work, who: Staff, _: Nothing) -> dict[str, Any]:
    seats.heard(work, [who.id])
    seats.set_state(work, who.id, seats.PAUSED)
    offers.rescind(work, person=who.id)
    return _picture(work, who)


def leave(work: Work, who: Staff, payload: Leave) -> dict[str, Any]:
    holding.leave(work, who, payload.force)
    return _picture(work, who)


def accept(work: Work, who: Staff, payload: OfOffer) -> dict[str, Any]:
    seats.heard(work, [who.id])
    return {"contact": offers.accept(work, who, payload.offer)}


def decline(work: Work, who: Staff, payload: OfOffer) -> None:
    offers.decline(work, who, payload.offer)


def call_supervisor(work: Work, who: Staff, payload: OfId) -> None:
    floor.call(work, who, holding.held(work, who, payload.contact))


def give(work: Work, who: Staff, payload: Give) -> dict[str, Any]:
    return {"hand_over": hand_over.offer(work, who, payload.contact, payload.to, payload.note)}


def hand_over_accept(work: Work, who: Staff, payload: OfHandOver) -> dict[str, Any]:
    return {"contact": hand_over.accept(work, who, payload.hand_over)}


def hand_over_decline(work: Work, who: Staff, payload: OfHandOver) -> None:
    hand_over.decline(work, who, payload.hand_over)


def hand_over_cancel(work: Work, who: Staff, payload: OfHandOver) -> None:
    hand_over.cancel(work, who, payload.hand_over)


def end(work: Work, who: Staff, payload: OfId) -> None:
    records.end(work, who, payload.contact)


def close(work: Work, who: Staff, payload: Close) -> None:
    records.close(work, who, payload.contact, payload.record, payload.confirm)


def take_over(work: Work, who: Staff, payload: TakeOver) -> dict[str, Any]:
    return {"contact": holding.take_over(work, who, payload.contact, payload.epoch)}


def unobserve(work: Work, who: Staff, payload: OfId) -> None:
    observing.unobserve(work, who, payload.contact)


def take_alarm(work: Work, who: Staff, payload: OfAlarm) -> None:
    alarms.take(work, who.id, payload.alarm)


def end_sessions(work: Work, who: Staff, payload: OfPerson) -> None:
    sign_in.end_all(work, who, payload.person)


DESK_EVENTS = (
    Event("desk", Allow.STAFF, Nothing, see_desk),
    Event("here", Allow.STAFF, Nothing, here),
    Event("ready", Allow.STAFF, Nothing, ready),
    Event("pause", Allow.STAFF, Nothing, pause),
    Event("leave", Allow.STAFF, Leave, leave),
    Event("accept", Allow.STAFF, OfOffer, accept),
    Event("decline", Allow.STAFF, OfOffer, decline),
    Event("call_supervisor", Allow.STAFF, OfId, call_supervisor),
    Event("assess", Allow.STAFF, Assess, assess),
    Event("dismiss_hint", Allow.STAFF, DismissHint, dismiss_hint),
    Event("hand_over", Allow.STAFF, Give, give),
    Event("hand_over_accept", Allow.STAFF, OfHandOver, hand_over_accept),
    Event("hand_over_decline", Allow.STAFF, OfHandOver, hand_over_decline),
    Event("hand_over_cancel", Allow.STAFF, OfHandOver, hand_over_cancel),
    Event("end", Allow.STAFF, OfId, end),
    Event("close", Allow.STAFF, Close, close),
    Event("floor", Allow.SUPERVISOR, Nothing, see_floor, reads=True),
    Event("take_over", Allow.SUPERVISOR, TakeOver, take_over),
    Event("unobserve", Allow.SUPERVISOR, OfId, unobserve),
    Event("take_alarm", Allow.SUPERVISOR, OfAlarm, take_alarm),
    Event("end_sessions", Allow.SUPERVISOR, OfPerson, end_sessions),
    Event("review", Allow.SUPERVISOR, Review, review, reads=True),
    Event("review_done", Allow.SUPERVISOR, ReviewDone, review_done),
)
