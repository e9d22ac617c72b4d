"""The learner's process may hang, die or never start: an answer comes in time, or it is said that there is none."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Sequence
from pathlib import Path

import pytest

from triage import worker
from triage.verdict import Reason, Said
from triage.worker import LearnerLost, Worker


def nothing(folder: str) -> None:
    """Begin with no learner at all."""
    worker._learner = object()


def fails(folder: str) -> None:
    raise RuntimeError("no model")


def answers(text: str, context: Sequence[Said], found: Sequence[Reason]) -> Reason | None:
    return Reason(0, len(text), text, "learner", "ideation", 2)


def hangs(text: str, context: Sequence[Said], found: Sequence[Reason]) -> Reason | None:
    signal.pause()
    return None


def dies(text: str, context: Sequence[Said], found: Sequence[Reason]) -> Reason | None:
    os.kill(os.getpid(), signal.SIGKILL)
    return None


def ask(one: Worker, text: str = "在吗") -> Reason | None:
    async def once() -> Reason | None:
        return await one.read(text, [], [])

    return asyncio.run(once())


def test_an_answer_comes_from_a_process_of_its_own() -> None:
    one = Worker(Path(), "v", begin=nothing, ask=answers)
    found = ask(one)
    one.close()
    assert found is not None
    assert found.text == "在吗"


@pytest.mark.parametrize(("begin", "asked"), [(nothing, hangs), (nothing, dies), (fails, answers)])
def test_a_process_that_hangs_dies_or_does_not_start_is_told_as_lost(
    begin: object, asked: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "LIMIT", 0.2)
    one = Worker(Path(), "v", begin=begin, ask=asked)  # type: ignore[arg-type]
    with pytest.raises(LearnerLost):
        ask(one)
    one.close()


def test_a_lost_process_is_started_again_after_a_rest_that_grows(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    one = Worker(Path(), "v", begin=nothing, ask=dies, clock=lambda: now[0])
    rests = []
    for _ in range(3):
        with pytest.raises(LearnerLost, match="BrokenProcessPool"):
            ask(one)
        with pytest.raises(LearnerLost, match="resting"):
            ask(one)
        rests.append(one._again_at - now[0])
        now[0] = one._again_at
    assert rests == sorted(rests)
    assert rests[0] < rests[-1]
    one._ask = answers
    assert ask(one) is not None
    one.close()
