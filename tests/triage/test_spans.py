"""Where it was said: places are counted as browsers count, in what was typed and not in what it was folded to."""

from __future__ import annotations

import time

import pytest

from triage.lexicon import load
from triage.normalise import normalise
from triage.weigh import LONGEST, weigh

LEXICON = load()


def cut(typed: str, start: int, end: int) -> str:
    """What a browser's `slice(start, end)` gives."""
    units = typed.encode("utf-16-le")
    return units[2 * start : 2 * end].decode("utf-16-le")


@pytest.mark.parametrize(
    ("typed", "marked"),
    [
        ("我不想活了", "不想活了"),
        ("😀😀 我不想活了", "不想活了"),
        ("👨‍👩‍👧 唉 🥀 我不想活了 🥀", "不想活了"),
        ("我想自 . 杀", "想自 . 杀"),
        ("我想自\u200b\u200b殺", "想自\u200b\u200b殺"),
        ("ﬁne… Ｉ ｗａｎｔ ｔｏ ｄｉｅ", "ｗａｎｔ ｔｏ ｄｉｅ"),
    ],
)
def test_a_hint_marks_exactly_what_was_typed(typed: str, marked: str) -> None:
    hints = weigh(LEXICON, typed).hints
    assert marked in {cut(typed, hint.start, hint.end) for hint in hints}


def test_folding_remembers_where_every_character_came_from() -> None:
    typed = "㎏ 自 殺\u200b！"
    normal = normalise(typed)
    assert len(normal.text) == len(normal.origin)
    assert list(normal.origin) == sorted(normal.origin)
    assert all(0 <= index < len(typed) for index in normal.origin)


HOSTILE = [
    "死",
    "想",
    "我在",
    "不",
    "没",
    "今晚就",
    "我想 ",
    "a",
    "(",
    "吃了十",
    "想要去死不",
    "i have all my ",
    "\u200b",
    "😀",
]


def seconds(text: str) -> float:
    best = float("inf")
    for _ in range(5):
        began = time.perf_counter()
        weigh(LEXICON, text)
        best = min(best, time.perf_counter() - began)
    return best


@pytest.mark.parametrize("unit", HOSTILE)
def test_four_times_the_text_takes_about_four_times_as_long(unit: str) -> None:
    short, long = ((unit * length)[:length] for length in (500, LONGEST))
    assert seconds(long) < 12 * seconds(short)


def test_a_message_is_weighed_within_the_time_of_a_transaction() -> None:
    assert max(seconds((unit * LONGEST)[:LONGEST]) for unit in HOSTILE) < 0.1
