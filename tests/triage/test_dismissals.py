"""A hint that a human sets aside: struck for everybody who reads, with who and why, and no level moves."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from chat import events as chat_events
from hotline.contacts.models import LevelChange
from hotline.core import seal
from hotline.core.door import parse
from hotline.core.errors import Refusal
from hotline.core.models import AuditEntry
from tests.cast import HE, MEI, WANG, XIN, Character, StudentPage, World
from tests.triage.readings import reading_of
from triage import dismissals
from triage.models import HintDismissal, Reading
from volunteers import events

FIGURE = {"rule": "means", "reason": "figurative"}


@pytest.fixture
def page(world: World) -> StudentPage:
    """In conversation; triage found means in the first line."""
    page = world.talking(XIN)

    def found(work: Any) -> None:
        work.session.delete(work.session.scalar(select(Reading).where(Reading.contact == page.who.contact)))
        work.session.flush()
        work.session.add(reading_of(page.who.contact, work.now, 3, seq=1, lexicon="7"))

    world.run(found)
    return page


def dismiss(world: World, page: StudentPage, who: Character = XIN, seq: int = 1, **what: Any) -> list[dict[str, Any]]:
    payload = events.DismissHint(contact=page.who.contact, seq=seq, **(FIGURE | what))
    return list(world.run(events.dismiss_hint, who.staff, payload)["hints"])


def opened(world: World, page: StudentPage) -> dict[str, Any]:
    """The first line as its holder reads it."""
    shown = world.run(chat_events.open_, XIN.staff, chat_events.Open(contact=page.who.contact))
    return dict(next(message for message in shown["messages"] if message["seq"] == 1))


def observe(world: World, page: StudentPage, who: Character = WANG) -> None:
    world.run(chat_events.observe, who.staff, chat_events.Observe(contact=page.who.contact, reason="一起看"))


def test_it_is_struck_with_who_and_why(world: World, page: StudentPage) -> None:
    assert [hint["dismissed"] for hint in opened(world, page)["hints"]] == [None]
    (hint,) = dismiss(world, page)
    assert hint["dismissed"] == {
        "reason": "figurative",
        "by": {"zh": "名xin", "en": "Xin"},
        "at": world.clock.now().isoformat().replace("+00:00", "Z"),
    }
    assert opened(world, page)["hints"] == [hint]


def test_no_level_moves(world: World, page: StudentPage) -> None:
    before = (page.contact.level, world.rows(select(LevelChange.id)))
    dismiss(world, page)
    assert (page.contact.level, world.rows(select(LevelChange.id))) == before
    (reading,) = world.rows(select(Reading).where(Reading.level == 3))
    assert [hint["level"] for hint in reading.hints] == [3]


def test_everybody_who_reads_it_live_is_shown_and_the_student_is_not(world: World, page: StudentPage) -> None:
    observe(world, page)
    world.told.clear()
    dismiss(world, page)
    for room in ("staff:xin", "staff:wang"):
        (told,) = world.heard_by(room, "message")
        assert (told["message"]["seq"], told["message"]["hints"][0]["dismissed"]["reason"]) == (1, "figurative")
    assert {tell.room for tell in world.told if tell.event == "message"} == {"staff:xin", "staff:wang"}


def test_the_same_hint_again_replaces_the_reason(world: World, page: StudentPage) -> None:
    observe(world, page)
    dismiss(world, page, note="玩笑")
    (hint,) = dismiss(world, page, WANG, reason="fiction")
    assert (hint["dismissed"]["reason"], hint["dismissed"]["by"]["en"]) == ("fiction", "Wang")
    (row,) = world.rows(select(HintDismissal))
    assert (row.person, row.reason, row.note) == ("wang", "fiction", None)


def test_of_two_who_dismiss_it_at_once_one_row_is_left(world: World, page: StudentPage) -> None:
    observe(world, page)
    payload = events.DismissHint(contact=page.who.contact, seq=1, **FIGURE)
    tries = [world.database.submit(events.dismiss_hint, who.staff, payload) for who in (XIN, WANG) * 4]
    assert [one.exception() for one in tries] == [None] * 8
    assert len(world.rows(select(HintDismissal))) == 1


def test_a_hint_that_is_not_there_is_not_found(world: World, page: StudentPage) -> None:
    for what in ({"rule": "plan"}, {"seq": 2}, {"seq": 99}):
        with pytest.raises(Refusal, match="not_found"):
            dismiss(world, page, **what)
    assert world.rows(select(HintDismissal)) == []


def test_only_its_holder_and_who_observes_it_may(world: World, page: StudentPage) -> None:
    observe(world, page)
    for who in (MEI, HE):
        with pytest.raises(Refusal, match="not_found"):
            dismiss(world, page, who)


def test_what_the_lexicon_keeper_needs_is_kept_and_the_note_is_sealed(world: World, page: StudentPage) -> None:
    dismiss(world, page, note="在说游戏里的药")
    (row,) = world.rows(select(HintDismissal))
    assert (row.rule, row.category, row.lexicon, row.seq) == ("means", "means", "7", 1)
    assert row.note is not None
    assert "游戏".encode() not in row.note
    assert world.read(seal.unseal, row.contact, dismissals.place(row), row.note) == "在说游戏里的药"


def test_it_is_audited_without_words(world: World, page: StudentPage) -> None:
    dismiss(world, page, note="在说游戏里的药")
    (entry,) = world.rows(select(AuditEntry).where(AuditEntry.action == "hint_dismissed"))
    assert (entry.actor, entry.subject) == ("xin", page.who.contact)
    assert entry.detail == {"seq": 1, "rule": "means", "reason": "figurative"}


@pytest.mark.parametrize("wrong", [{"reason": "boring"}, {"note": "长" * 201}, {"seq": 0}, {"rule": ""}])
def test_a_reason_is_one_of_those_there_are_and_a_note_is_short(wrong: dict[str, object]) -> None:
    with pytest.raises(Refusal, match="bad_payload"):
        parse(events.DismissHint, {"contact": "c", "seq": 1, **FIGURE} | wrong)
