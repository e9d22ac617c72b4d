"""The seam between chat and triage: levels rise with what is said, and a silent machine means that a human reads."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from sqlalchemy import select

from chat import events as chat_events
from chat.models import Message
from hotline.contacts import level
from hotline.contacts.models import LevelChange
from tests.cast import WANG, XIN, World
from triage.models import Reading
from triage.weigh import Weight
from volunteers import events, floor
from volunteers.models import Alarm


def breaks(text: str, before: Sequence[str]) -> Weight:
    raise RuntimeError("out of memory")


def says_nothing(text: str, before: Sequence[str]) -> Weight:
    return None  # type: ignore[return-value]


def speaks_otherwise(text: str, before: Sequence[str]) -> Weight:
    return {"level": 4}  # type: ignore[return-value]


def test_the_level_rises_with_what_is_said_and_never_falls_by_itself(world: World) -> None:
    page = world.student()
    levels = []
    for words in ("你好", "我想死", "药都攒够了", "开玩笑的啦", "没事了"):
        page.say(words)
        levels.append(page.contact.level)
    assert levels == [0, 2, 3, 3, 3]
    assert page.contact.level_by == level.TRIAGE


def test_each_rise_is_kept_with_the_rules_that_caused_it_and_no_words(world: World) -> None:
    page = world.student()
    seq = page.say("药都攒够了")["seq"]
    changes = world.rows(select(LevelChange).where(LevelChange.contact == page.who.contact))
    assert [(c.before, c.after, c.by, c.reasons) for c in changes] == [(0, 3, "triage", ["means_ready"])]
    readings = world.rows(select(Reading).where(Reading.contact == page.who.contact))
    assert [(r.seq, r.level, r.failed) for r in readings] == [(seq, 3, False)]


def test_a_human_lowers_and_the_same_words_raise_again(world: World) -> None:
    page = world.talking(XIN, "药都攒够了")
    lower = events.Assess(contact=page.who.contact, level=1, note="谈过了")
    world.run(events.assess, XIN.staff, lower)
    assert (page.contact.level, page.contact.level_by) == (1, "xin")
    page.say("药都攒够了")
    assert page.contact.level == 3


@pytest.mark.parametrize("weigher", [breaks, says_nothing, speaks_otherwise])
def test_a_triage_that_fails_stops_no_message_and_calls_a_human(
    weigher: Callable[[str, Sequence[str]], Weight], make_world: Callable[..., World]
) -> None:
    world = make_world(weigher=weigher)
    page = world.student()
    seq = page.say("你好")["seq"]
    stored = world.rows(select(Message).where(Message.contact == page.who.contact, Message.sender == "student"))
    assert [message.seq for message in stored] == [seq]
    assert page.contact.needs_eyes
    alarms = world.rows(select(Alarm).where(Alarm.contact == page.who.contact, Alarm.kind == "needs_eyes"))
    assert [alarm.cleared_at for alarm in alarms] == [None]
    shown = world.read(floor.picture, WANG.staff)["waiting"]
    assert [row["needs_eyes"] for row in shown] == [True]


def test_a_failing_triage_alarms_once_for_a_conversation_and_leaves_its_level(make_world: Callable[..., World]) -> None:
    world = make_world(weigher=breaks)
    page = world.student(danger=True)
    for words in ("你好", "在吗", "有人吗"):
        page.say(words)
    assert page.contact.level == 3
    assert len(world.rows(select(Alarm).where(Alarm.kind == "needs_eyes"))) == 1


def test_the_holder_sees_why_and_the_student_never_does(world: World) -> None:
    page = world.talking(XIN, "唉 我想死")
    opened = world.run(chat_events.open_, XIN.staff, chat_events.Open(contact=page.who.contact))
    (said,) = (m for m in opened["messages"] if m["from"] == "student")
    assert [(h["category"], h["rule"]) for h in said["hints"]] == [("suicide_ideation", "ideation")]
    page.say("真的不想活了")
    assert {tell.room for tell in world.told if "hints" in str(tell.data)} == {"staff:xin"}
