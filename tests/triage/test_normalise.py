"""Folding: what was typed comes to one form, and every place can be found again in what was typed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.normalise import normalise
from triage.weigh import shipped, weigh


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("自 殺", "自杀"),
        ("自.杀", "自杀"),
        ("自*杀", "自杀"),
        ("想自\u200b杀", "想自杀"),
        ("我\x00不想\x00活了", "我不想活了"),
        ("我。想。死。", "我想死。"),
        ("不 想 活 了", "不想活了"),
        ("我在樓頂 風好大", "我在楼顶,风好大"),
        ("Ｋｉｌｌ", "kill"),
        ("c u t t i n g", "cutting"),
        ("k.i.l.l me", "kill me"),
        ("zì shā", "zi sha"),
        ("don’t", "don't"),
        ("我今天……好累", "我今天......好累"),
    ],
)
def test_what_is_written_apart_or_otherwise_is_read_as_one(typed: str, folded: str) -> None:
    assert normalise(typed).text == folded


@given(st.text(max_size=200))
def test_every_folded_character_stands_somewhere_in_what_was_typed(typed: str) -> None:
    normal = normalise(typed)
    assert len(normal.text) == len(normal.first) == len(normal.last)
    assert list(normal.first) == sorted(normal.first)
    assert all(0 <= a < b <= len(typed) for a, b in zip(normal.first, normal.last, strict=True))


@pytest.mark.parametrize(
    ("typed", "marked"),
    [
        ("我不想活了", "不想活"),
        ("😀😀 我不想活了", "不想活"),
        ("👨‍👩‍👧 唉 🥀 我不想活了 🥀", "不想活"),
        ("我想自 . 杀", "自 . 杀"),
        ("我想自\u200b\u200b殺", "自\u200b\u200b殺"),
        ("ﬁne… Ｉ ｗａｎｔ ｔｏ ｄｉｅ", "ｄｉｅ"),
    ],
)
def test_a_reason_marks_what_was_typed(typed: str, marked: str) -> None:
    reasons = weigh(typed).reasons
    assert any(marked in reason.text for reason in reasons)
    assert all(reason.text == typed[reason.start : reason.end] for reason in reasons)


@given(
    st.text(alphabet="我想死不活了没有他说今晚药楼跳 .,!?\n\u200bkillmysef🔪殺", max_size=120),
    st.lists(st.text(max_size=12), max_size=4),
)
def test_whatever_is_typed_gets_a_verdict_whose_reasons_stand_in_it(typed: str, before: list[str]) -> None:
    verdict = weigh(typed, before)
    assert 0 <= verdict.level <= 4
    assert all(0 <= r.start < r.end <= len(typed) and r.text == typed[r.start : r.end] for r in verdict.reasons)
    assert verdict.level == max((reason.level for reason in verdict.reasons), default=0)


def test_words_of_students_do_not_stay_in_memory() -> None:
    lists = shipped().lists
    weigh("zyxwvut 独一无二")
    assert "zyxwvut" not in lists.tokens.vocab.strings


def test_many_threads_weigh_at_once() -> None:
    texts = [f"我想死 qq{n}" for n in range(200)]
    with ThreadPoolExecutor(8) as pool:
        assert {verdict.level for verdict in pool.map(weigh, texts)} == {2}
