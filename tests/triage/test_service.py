"""The seam between chat and triage: levels rise with what is said, and a silent machine means that a human reads."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from sqlalchemy import select

from chat import events as chat_events
from chat.models import Message
from hotline.contacts import level
from hotline.contacts.models import LevelChange
from tests.cast import WANG, XIN, World
from triage import slow
from triage.models import Reading
from triage.verdict import MODEL, Reason, Said, Verdict
from triage.worker import LearnerLost
from volunteers import assessing, floor
from volunteers.models import Alarm


def breaks(text: str, before: Sequence[Said]) -> Verdict:
    raise RuntimeError("out of memory")


def says_nothing(text: str, before: Sequence[Said]) -> Verdict:
    return None  # type: ignore[return-value]


def speaks_otherwise(text: str, before: Sequence[Said]) -> Verdict:
    return {"level": 4}  # type: ignore[return-value]


def readings(world: World, contact: str) -> list[Reading]:
    return world.rows(select(Reading).where(Reading.contact == contact).order_by(Reading.seq))


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
    (change,) = world.rows(select(LevelChange).where(LevelChange.contact == page.who.contact))
    assert (change.before, change.after, change.by) == (0, 3, "triage")
    assert change.reasons
    assert not any("药" in str(reason) for reason in change.reasons)
    assert [(r.seq, r.level, r.failed) for r in readings(world, page.who.contact)] == [(seq, 3, False)]


def test_a_human_lowers_and_only_new_words_raise_again(world: World) -> None:
    page = world.talking(XIN, "药都攒够了")
    lower = assessing.Assess(contact=page.who.contact, level=1, note="谈过了")
    world.run(assessing.assess, XIN.staff, lower)
    assert (page.contact.level, page.contact.level_by) == (1, "xin")
    page.say("谢谢你")
    assert page.contact.level == 1
    page.say("药都攒够了")
    assert page.contact.level == 3


def test_what_the_counsellor_asked_is_part_of_the_window(world: World) -> None:
    page = world.talking(XIN, "不知道怎么说")
    question = chat_events.Reply(
        contact=page.who.contact, client_id="q", text="你有没有想过结束生命？", epoch=page.contact.epoch
    )
    world.run(chat_events.reply, XIN.staff, question)
    assert page.contact.level == 0
    page.say("嗯")
    assert page.contact.level == 2


def test_every_reading_records_the_lexicon_it_was_made_with(world: World) -> None:
    page = world.student("我想死")
    (reading,) = readings(world, page.who.contact)
    assert reading.lexicon == world.runtime.database.house.ports["lexicon"].version


@pytest.mark.parametrize("weigher", [breaks, says_nothing, speaks_otherwise])
def test_a_triage_that_fails_stops_no_message_and_calls_a_human(
    weigher: Callable[[str, Sequence[Said]], Verdict], make_world: Callable[..., World]
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


def test_the_floor_of_the_lexicon_holds_when_the_rest_fails(make_world: Callable[..., World]) -> None:
    page = make_world(weigher=breaks).student()
    page.say("药都攒够了")
    assert page.contact.level == 3
    assert page.contact.needs_eyes


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
    assert {(h["category"], h["level"]) for h in said["hints"]} == {("ideation", 2)}
    page.say("真的不想活了")
    assert {tell.room for tell in world.told if "hints" in str(tell.data)} == {"staff:xin"}


# ---- the slower reading ------------------------------------------------------------------------------------------


class Reads:
    """A reader that finds something in one text, or is lost."""

    version = "2026-01-01+abc"

    def __init__(self, finds: str = "", level: int = 2, lost: bool = False) -> None:
        self.finds, self.level, self.lost = finds, level, lost
        self.asked: list[tuple[str, list[str]]] = []
        self.found: list[Sequence[Reason]] = []

    async def read(self, text: str, context: Sequence[Said], found: Sequence[Reason]) -> Reason | None:
        if self.lost:
            raise LearnerLost("killed")
        self.asked.append((text, [said.text for said in context]))
        self.found.append(found)
        if text != self.finds:
            return None
        return Reason(0, len(text), text, "learner", "ideation", self.level, source=MODEL)

    def close(self) -> None:
        pass


def read(world: World) -> None:
    asyncio.run(slow.read_due(world.database))


def test_what_the_lexicon_left_low_is_read_again_and_may_be_raised(make_world: Callable[..., World]) -> None:
    reader = Reads("窗外的树叶都落了")
    world = make_world(reader=reader)
    page = world.talking(XIN, "今天好冷")
    page.say("窗外的树叶都落了")
    assert page.contact.level == 0
    read(world)
    assert (page.contact.level, page.contact.level_by) == (2, "triage")
    assert reader.asked[-1] == ("窗外的树叶都落了", ["今天好冷"])
    last = readings(world, page.who.contact)[-1]
    assert (last.read_by, last.model, last.hints[-1]["source"]) == (None, reader.version, "model")
    shown = [
        tell.data["message"]["hints"] for tell in world.told if tell.event == "message" and tell.room == "staff:xin"
    ]
    assert shown[-1][-1]["rule"] == "learner"


def test_the_learner_never_raises_above_high_and_never_lowers(make_world: Callable[..., World]) -> None:
    world = make_world(reader=Reads("随便说点什么", level=4))
    page = world.student("随便说点什么")
    read(world)
    assert page.contact.level == 3
    page.say("我已经吃了一瓶安眠药")
    read(world)
    assert page.contact.level == 4


def test_the_learner_is_told_what_the_rules_found(make_world: Callable[..., World]) -> None:
    reader = Reads()
    world = make_world(reader=reader)
    world.student("我不想活了")
    read(world)
    assert [reason.category for reason in reader.found[-1]] == ["ideation"]


def test_what_the_rules_found_grave_already_is_not_read_again(make_world: Callable[..., World]) -> None:
    reader = Reads()
    world = make_world(reader=reader)
    world.student("药都攒够了")
    read(world)
    assert reader.asked == []


def test_each_message_is_read_once(make_world: Callable[..., World]) -> None:
    reader = Reads()
    world = make_world(reader=reader)
    world.student("今天好冷")
    read(world)
    read(world)
    assert [text for text, _ in reader.asked] == ["今天好冷"]


def test_what_a_lost_learner_has_not_read_in_time_is_for_human_eyes(make_world: Callable[..., World]) -> None:
    world = make_world(reader=Reads(lost=True))
    page = world.student("今天好冷")
    read(world)
    world.jobs(watch=True)
    assert not page.contact.needs_eyes
    world.clock.advance(world.runtime.settings.triage_read_by)
    world.jobs(watch=True)
    assert page.contact.needs_eyes
    assert [reading.failed for reading in readings(world, page.who.contact)] == [True]
    assert len(world.rows(select(Alarm).where(Alarm.kind == "needs_eyes"))) == 1


def test_a_lost_learner_delays_no_message(make_world: Callable[..., World]) -> None:
    world = make_world(reader=Reads(lost=True))
    page = world.student()
    first = page.say("今天好冷")["seq"]
    read(world)
    assert page.say("在吗")["seq"] == first + 1


def test_one_who_reads_too_late_changes_nothing_that_humans_were_called_for(make_world: Callable[..., World]) -> None:
    world = make_world(reader=Reads(lost=True))
    page = world.student("今天好冷")
    world.clock.advance(60)
    world.jobs(watch=True)
    world.runtime.database.house.ports["reader"].lost = False  # type: ignore[index]
    read(world)
    (reading,) = readings(world, page.who.contact)
    assert (reading.failed, reading.model) == (True, None)


def test_without_a_learner_nothing_waits_to_be_read(world: World) -> None:
    page = world.student("今天好冷")
    assert [reading.read_by for reading in readings(world, page.who.contact)] == [None]
    page_any: Any = page
    assert page_any.contact.needs_eyes is False
