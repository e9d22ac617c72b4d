"""The audit chain: whatever is done to it anywhere shows."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from hotline.core import audit
from hotline.core.models import AuditEntry, AuditHead
from hotline.core.work import Work
from tests.cast import World

LENGTH = 40
FIELDS = ("at", "actor", "action", "subject", "detail", "hash")


@pytest.fixture
def chain(world: World) -> Iterator[World]:
    def write(work: Work) -> None:
        for n in range(LENGTH):
            audit.record(work, f"person-{n % 3}", ("read", "closed")[n % 2], f"contact-{n}", level=n % 5, after=n)

    world.run(write)
    yield world


class Undo(Exception):
    pass


def found_after(world: World, tamper: Callable[[Work], None], anchor: tuple[int, str] | None = None) -> int | None:
    """Where the chain shows what `tamper` did; which is then taken back."""
    found: list[int | None] = []

    def verb(work: Work) -> None:
        tamper(work)
        work.session.expire_all()
        found.append(audit.broken_at(work, anchor))
        raise Undo

    with pytest.raises(Undo):
        world.run(verb)
    return found[0]


def entry(work: Work, seq: int) -> AuditEntry:
    return work.session.get_one(AuditEntry, seq)


def flip(work: Work, seq: int, field: str) -> None:
    row = entry(work, seq)
    values = {"at": row.at + timedelta(microseconds=1), "detail": {**row.detail, "level": 9}}
    work.change(
        update(AuditEntry)
        .where(AuditEntry.seq == seq)
        .values({field: values.get(field, str(getattr(row, field)) + "x")})
    )


def remove(work: Work, seq: int) -> None:
    work.change(delete(AuditEntry).where(AuditEntry.seq == seq))


def close_up(work: Work, seq: int) -> None:
    """Delete one and number the rest again, as somebody careful would."""
    remove(work, seq)
    for later in range(seq + 1, LENGTH + 1):
        work.change(update(AuditEntry).where(AuditEntry.seq == later).values(seq=later - 1))
    work.change(update(AuditHead).values(seq=LENGTH - 1))


def insert(work: Work, seq: int) -> None:
    for later in range(LENGTH, seq - 1, -1):
        work.change(update(AuditEntry).where(AuditEntry.seq == later).values(seq=later + 1))
    before = entry(work, seq - 1).hash if seq > 1 else audit.START
    made = AuditEntry(seq=seq, at=work.now, actor="nobody", action="read", subject="contact-0", detail={})
    made.hash = audit.link(before, made)
    work.session.add(made)
    work.session.flush()
    work.change(update(AuditHead).values(seq=LENGTH + 1))


def exchange(work: Work, seq: int, other: int) -> None:
    for old, new in ((seq, 1000), (other, seq), (1000, other)):
        work.change(update(AuditEntry).where(AuditEntry.seq == old).values(seq=new))


def cut(work: Work, seq: int) -> None:
    """Forget the end and set the head back, so that what is left is a chain."""
    work.change(delete(AuditEntry).where(AuditEntry.seq > seq))
    last = work.session.scalar(select(AuditEntry.hash).where(AuditEntry.seq == seq)) or audit.START
    work.change(update(AuditHead).values(seq=seq, hash=last))


def rewrite(work: Work, seq: int) -> None:
    """Change one entry and link everything after it again."""
    flip(work, seq, "subject")
    work.session.expire_all()
    previous = entry(work, seq - 1).hash if seq > 1 else audit.START
    for later in range(seq, LENGTH + 1):
        row = entry(work, later)
        previous = row.hash = audit.link(previous, row)
    work.session.flush()
    work.change(update(AuditHead).values(hash=previous))


def test_an_untouched_chain_holds(chain: World) -> None:
    assert chain.read(audit.broken_at) is None
    assert chain.read(audit.broken_at, chain.read(audit.head)) is None
    assert chain.read(audit.head)[0] == LENGTH


def test_a_change_in_any_field_of_any_entry_shows_there(chain: World) -> None:
    dice = random.Random(20260302)
    for _ in range(60):
        seq, field = dice.randint(1, LENGTH), dice.choice(FIELDS)
        found = found_after(chain, lambda work, s=seq, f=field: flip(work, s, f))  # type: ignore[misc]
        assert found == seq, (seq, field)


def test_a_missing_entry_shows(chain: World) -> None:
    dice = random.Random(1)
    for seq in dice.sample(range(1, LENGTH + 1), 15):
        for how in (remove, close_up):
            if how is close_up and seq == LENGTH:
                continue
            assert found_after(chain, lambda work, s=seq, h=how: h(work, s)) == seq, (how, seq)  # type: ignore[misc]


def test_an_inserted_entry_shows(chain: World) -> None:
    dice = random.Random(2)
    for seq in dice.sample(range(1, LENGTH + 2), 15):
        found = found_after(chain, lambda work, s=seq: insert(work, s))  # type: ignore[misc]
        assert found is not None, seq
        assert found in (seq + 1, seq + 2), seq


def test_entries_in_another_order_show(chain: World) -> None:
    dice = random.Random(3)
    for _ in range(20):
        first, second = sorted(dice.sample(range(1, LENGTH + 1), 2))
        found = found_after(chain, lambda work, a=first, b=second: exchange(work, a, b))  # type: ignore[misc]
        assert found == first, (first, second)


def test_a_cut_off_end_shows_in_the_anchor(chain: World) -> None:
    anchor = chain.read(audit.head)
    for seq in (0, 1, 7, 20, LENGTH - 1):
        found = found_after(chain, lambda work, s=seq: cut(work, s), anchor)  # type: ignore[misc]
        assert found == seq + 1, seq


def test_a_chain_that_was_linked_anew_shows_in_the_anchor(chain: World) -> None:
    anchor = chain.read(audit.head)
    for seq in (1, 2, 20, LENGTH):
        assert found_after(chain, lambda work, s=seq: rewrite(work, s), anchor) is not None, seq  # type: ignore[misc]


def test_an_older_anchor_still_holds_when_the_chain_has_grown(chain: World) -> None:
    anchor = chain.read(audit.head)
    chain.run(audit.record, "wang", "observe", "contact-1")
    assert chain.read(audit.broken_at, anchor) is None


def test_a_head_that_was_lost_or_changed_shows(chain: World) -> None:
    assert found_after(chain, lambda work: work.session.execute(delete(AuditHead)) and None) is not None
    assert found_after(chain, lambda work: work.session.execute(update(AuditHead).values(hash="0")) and None)


def test_many_at_once_make_one_chain_without_a_gap(world: World) -> None:
    def three(work: Work, actor: str) -> None:
        for n in range(3):
            audit.record(work, actor, "read", f"contact-{n}")

    for future in [world.database.submit(three, f"person-{n}") for n in range(40)]:
        future.result(20)
    assert world.rows(select(AuditEntry.seq).order_by(AuditEntry.seq)) == list(range(1, 121))
    assert world.read(audit.broken_at) is None


def test_a_refused_verb_leaves_no_entry_and_no_gap(world: World) -> None:
    def broken(work: Work) -> None:
        audit.record(work, "xin", "read", "contact-1")
        raise Undo

    world.run(audit.record, "xin", "read", "contact-0")
    with pytest.raises(Undo):
        world.run(broken)
    world.run(audit.record, "xin", "read", "contact-2")
    assert world.rows(select(AuditEntry.subject).order_by(AuditEntry.seq)) == ["contact-0", "contact-2"]
    assert world.read(audit.broken_at) is None
