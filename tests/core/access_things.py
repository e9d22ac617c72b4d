"""One of each thing an event can name, and events that leave no trace, for the authorization table."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from hotline.contacts import life
from hotline.contacts.models import IN_QUEUE
from hotline.core import seal
from hotline.core.door import Event
from hotline.core.errors import Refusal
from hotline.core.work import Work
from linkage.models import Escalation
from tests.cast import WANG, Character, client_id
from tests.core.served import Served
from tests.triage.readings import reading_of
from triage.models import Assessment
from volunteers import observing
from volunteers.models import Alarm, HandOver, Offer

ABSENT = "f" * 32
RECORD = {"about": ["school"], "level": 0, "done": ["listened"], "next": "none"}


class Undone(Refusal):
    """An event that was carried out, answered, and taken back, so that every cell finds the same world."""

    def __init__(self, result: Any) -> None:
        super().__init__("conflict")
        self.result = result

    def answer(self) -> dict[str, Any]:
        return {"ok": True}


def undoing(event: Event) -> Event:
    if event.verb is None or event.reads or event.name == "enter":
        return event

    def verb(work: Work, who: Any, payload: Any) -> Any:
        assert event.verb is not None
        raise Undone(event.verb(work, who, payload))

    return replace(event, verb=verb)


class Things:
    """One of each thing an event can name, for somebody and each target."""

    def __init__(self, served: Served, me: Character, other: Character) -> None:
        self.ids: dict[tuple[str, str], str] = {}
        self.other = other
        run = served.world.run
        for target, holder, over in (
            ("own", me, False),
            ("another's", other, False),
            ("closed", me, True),
            ("over", other, True),
            ("seen", other, False),
        ):
            run(self._make, target, holder, me if holder is other else other, over)

    def _make(self, work: Work, target: str, holder: Character, other: Character, over: bool) -> None:
        def new(kind: str) -> str:
            id_ = f"{kind}-{len(self.ids)}-{holder.login}-{id(self):x}"
            self.ids[kind, target] = id_
            return id_

        contact = life.begin(work, "chat", holder.centre, "zh", False)
        self.ids["contact", target] = contact.id
        life.claim(work, contact, holder.login, "accepted", IN_QUEUE)
        if target == "seen":
            observing.observe(work, WANG.staff, contact.id, "一起看")
        if over:
            life.close(work, contact, "recorded")
        waiting = life.begin(work, "chat", holder.centre, "zh", False)
        life.change(work, waiting, ("waiting",), state="offered")
        times = {"made_at": work.now, "expires_at": work.now + timedelta(seconds=30)}
        state = "rescinded" if over else "open"
        work.session.add(Offer(id=new("offer"), contact=waiting.id, person=holder.login, state=state, **times))
        for kind, giver, taker in (("asked", other, holder), ("asking", holder, other)):
            given = life.begin(work, "chat", holder.centre, "zh", False)
            life.claim(work, given, giver.login, "accepted", IN_QUEUE)
            id_ = new(kind)
            note = seal.seal(work, given.id, f"hand_overs|note|{id_}", "请接一下")
            values = {"contact": given.id, "epoch": given.epoch, "note": note, "at": work.now}
            state = "declined" if over else "open"
            people = {"giver": giver.login, "taker": taker.login}
            work.session.add(HandOver(id=id_, state=state, **people, **values))
        taken = {} if target == "own" else {"taken_by": self.other.login}
        alarm = new("alarm")
        work.session.add(
            Alarm(
                id=alarm,
                kind="wait_limit",
                priority=1,
                open_key=None if over else alarm,
                detail={},
                raised_at=work.now,
                cleared_at=work.now if over else None,
                **taken,
            )
        )
        state = "closed" if over else "acked" if taken else "notified"
        work.session.add(
            Escalation(
                id=new("escalation"),
                code="GY-0000",
                contact=contact.id,
                open_for=None if over else contact.id,
                level=3,
                state=state,
                policy={"ladder": [0, 60], "repeat": 300, "rearm": 900},
                step=1,
                opened_at=work.now,
                armed_at=work.now,
                deadline_at=work.now,
                due_at=None if over else work.now + timedelta(hours=1),
                closed_by=self.other.login if over else None,
                **taken,
            )
        )
        work.session.add(reading_of(contact.id, work.now))
        reviewed = {"reviewed_at": work.now, "reviewed_by": "chen", "outcome": "other"} if target == "over" else {}
        work.session.add(
            Assessment(
                id=new("assessment"),
                contact=contact.id,
                number=1,
                person=holder.login,
                at=work.now,
                stage="during",
                level=1,
                machine=3,
                **reviewed,
            )
        )
        self.ids["person", target] = holder.login
        work.session.flush()

    def payload(self, event: str, target: str) -> dict[str, Any]:
        def of(kind: str) -> str:
            return self.ids.get((kind, target), ABSENT)

        contact = {"contact": of("contact")}
        epoch = {"epoch": 1}
        return {
            "open": contact | {"last_seq": 0},
            "reply": contact | epoch | {"client_id": client_id(), "text": "我在"},
            "typing": contact | {"on": True},
            "call_supervisor": contact,
            "assess": contact | {"level": 1},
            "dismiss_hint": contact | {"seq": 1, "rule": "means", "reason": "figurative"},
            "hand_over": contact | {"to": "lin", "note": "请接一下"},
            "end": contact,
            "close": contact | {"record": RECORD},
            "observe": contact | {"reason": "一起看"},
            "unobserve": contact,
            "whisper": contact | {"client_id": client_id(), "text": "慢慢来"},
            "take_over": contact | epoch,
            "accept": {"offer": of("offer")},
            "decline": {"offer": of("offer")},
            "hand_over_accept": {"hand_over": of("asked")},
            "hand_over_decline": {"hand_over": of("asked")},
            "hand_over_cancel": {"hand_over": of("asking")},
            "take_alarm": {"alarm": of("alarm")},
            "acknowledge": {"escalation": of("escalation")},
            "progress": {"escalation": of("escalation"), "note": "打过电话"},
            "close_escalation": {"escalation": of("escalation"), "note": "已经安全到家"},
            "end_sessions": {"person": of("person")},
            "review_done": {"assessment": of("assessment"), "outcome": "entry_wanted"},
            "leave": {"force": True},
        }.get(event, {})
