"""The learner may raise a line to medium or high, shows what it goes by, and does nothing else."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

import pytest

from triage.evaluate import lines
from triage.judge import with_learner
from triage.learner import ENGINES, HIGH, KINDS, MEDIUM, SHIPPED, BadModel, Learner, Piece, marks, read_meta
from triage.verdict import EARLIER, MODEL, OTHER, Reason, Said, Verdict, heard
from triage.weigh import verdict_of

HEARD = "想死 活着好累 真的不想醒来了 每天都想死"
LOUD = ("不想活了，", "我想死 ", "want to die ", "真的不想醒来了。")
ODD = ("", " \n", "\u200b\u200b", "，" * 50, "🙂🙂", "啊" * 5000, "\x00\x01", "ﷺ" * 20, "e\u0301" * 30)


@pytest.fixture(scope="module")
def learner() -> Learner:
    return Learner.load()


def sayings() -> list[str]:
    """Lines of the set, and the same disguised, repeated and run together."""
    chance = random.Random(7)
    texts = [line.text for line in lines()]
    drawn = chance.sample(texts, 150)
    wide = ["\u200b".join(text) for text in drawn[:40]] + [" ".join(text) for text in drawn[40:80]]
    long = ["，".join(chance.sample(texts, 12)) for _ in range(20)]
    return [HEARD, *drawn, *wide, *long, *(one * 60 for one in LOUD), *ODD]


def answering(level: int) -> Callable[[str, Sequence[str | Said]], Verdict]:
    """Rules that find this level in everything."""
    rules = [Reason(0, 1, "x", "rule", "plan", level)] if level else []
    return lambda text, context: verdict_of(rules, "rules")


def test_it_raises_some_lines_and_leaves_ordinary_ones(learner: Learner) -> None:
    assert learner.raises(HEARD, ()) is not None
    for ordinary in (
        "今天食堂的糖醋排骨不错",
        "这次考试考得不太好，有点难过",
        "笑死我了",
        "can you help me with my timetable",
    ):
        assert learner.raises(ordinary, ()) is None


def test_it_never_goes_above_high_whatever_is_said(learner: Learner) -> None:
    raised = [reason for text in sayings() if (reason := learner.raises(text, ())) is not None]
    assert {reason.level for reason in raised} == {MEDIUM, HIGH}
    assert {(reason.rule, reason.source) for reason in raised} == {("learner", MODEL)}
    assert {reason.category for reason in raised} <= set(KINDS)


def test_it_says_what_it_takes_a_line_for_and_of_whom(learner: Learner) -> None:
    beaten = learner.raises("昨天他又用皮带抽我，背上全是印子，我不敢回家", ())
    assert beaten is not None
    assert beaten.category == "home_violence"
    friend = learner.raises("我室友写了遗书，把东西都分给我们了，她说今晚就走", ())
    assert friend is not None
    assert friend.subject == OTHER
    assert "someone_else" in friend.flags


def test_what_the_rules_found_weighs_in(learner: Learner) -> None:
    found = [Reason(0, 2, "药攒", "means.pills_gathered", "means", 3)]
    bare, marked = learner.scores("都攒着"), learner.scores("都攒着", found)
    assert marked[1] > bare[1]
    assert "rule means.pills_gathered" in marks(found)


def test_what_was_said_earlier_or_by_itself_is_no_mark() -> None:
    earlier = Reason(0, 1, "x", "ideation.want", "ideation", 2, modifiers=(EARLIER,))
    own = Reason(0, 1, "x", "learner", "ideation", 2, source=MODEL)
    assert marks([earlier, own]) == []


def test_a_sentence_in_pieces_is_read_as_one(learner: Learner) -> None:
    pieces = [Said("今晚等他们睡了", "student"), Said("我就去楼顶", "student")]
    whole = learner.raises("跳下去", pieces)
    assert whole is not None
    assert whole.level == HIGH


@pytest.mark.parametrize("level", range(5))
def test_beside_the_rules_it_may_only_raise(learner: Learner, level: int) -> None:
    both = with_learner(answering(level), learner.raises, learner.version)
    for text in sayings():
        found = both(text, ()).level
        assert found in (level, max(level, MEDIUM), max(level, HIGH))


def test_what_it_raised_earlier_still_counts() -> None:
    def raises(text: str, context: Sequence[str | Said], found: Sequence[Reason]) -> Reason | None:
        loud = "danger" in text
        return Reason(0, len(text), text, "learner", "plan", HIGH, source=MODEL) if loud else None

    both = with_learner(answering(0), raises, "learner")
    verdict = both(" never mind ", [Said("danger", "student"), Said("and now?", "counsellor")])
    assert verdict.level == HIGH
    assert [(r.text, r.modifiers) for r in verdict.reasons] == [("never mind", (EARLIER,))]
    assert heard(verdict.reasons) == 0
    assert both("never mind", [Said("danger", "counsellor")]).level == 0


def test_who_raised_is_recorded(learner: Learner) -> None:
    verdict = with_learner(answering(1), learner.raises, learner.version)(HEARD, ())
    assert verdict.model == learner.version
    assert verdict.level >= MEDIUM
    assert [reason.source for reason in verdict.reasons if reason.level >= MEDIUM] == [MODEL]
    assert [reason.rule for reason in verdict.reasons if reason.level == 1] == ["rule"]


def test_its_reasons_lie_in_what_was_typed(learner: Learner) -> None:
    for text in sayings():
        reason = learner.raises(text, ())
        if reason is not None:
            assert 0 <= reason.start < reason.end <= len(text)
            assert reason.text == text[reason.start : reason.end]
            assert reason.text.strip()


def test_disguised_words_are_pointed_at_where_they_stand(learner: Learner) -> None:
    reason = learner.raises("\u200b".join(HEARD), ())
    assert reason is not None
    assert reason.text.replace("\u200b", "") in HEARD


def test_people_can_see_what_it_goes_by(learner: Learner) -> None:
    reason = learner.raises(HEARD, ())
    assert reason is not None
    shown = learner.pieces(HEARD, reason.level)
    assert 1 <= len(shown) <= 3
    assert shown[0] == Piece(reason.start, reason.end, reason.text, shown[0].weight)
    assert [one.weight for one in shown] == sorted((one.weight for one in shown), reverse=True)
    places = sorted((one.start, one.end) for one in shown)
    assert all(a[1] <= b[0] for a, b in pairwise(places))
    without = HEARD[: reason.start] + HEARD[reason.end :]
    at = reason.level - MEDIUM
    assert learner.scores(without)[at] < learner.scores(HEARD)[at]


def test_the_same_text_gives_the_same_answer_in_any_order(learner: Learner) -> None:
    texts = sayings()
    first = [(learner.raises(text, ()), learner.scores(text)) for text in texts]
    other = Learner.load()
    second = [(other.raises(text, ()), other.scores(text)) for text in reversed(texts)]
    assert first == second[::-1]


def test_a_long_talk_that_follows_silences_nothing(learner: Learner) -> None:
    talk = "今天上午有两节课，中午去食堂吃了饭，下午在图书馆写作业，晚上和室友出去走了走。"
    assert learner.raises(talk * 5, ()) is None
    for times in range(1, 40):
        assert learner.raises(HEARD + "。" + talk * times, ()) is not None


def test_words_of_students_do_not_stay_in_the_engine(learner: Learner) -> None:
    learner.raises("zqxjwords are gone", ())
    assert "zqxjwords" not in learner._levels.nlp.vocab.strings
    assert "zqxjwords" not in learner._kinds.nlp.vocab.strings


def test_its_version_is_date_and_digest_and_known_without_loading_it(learner: Learner) -> None:
    meta = read_meta()
    assert learner.version == meta.version
    assert meta.version.split(".") == [meta.version[:10], meta.digest[:8]]


def test_it_is_small_and_its_card_tells_where_it_comes_from() -> None:
    assert sum(path.stat().st_size for path in SHIPPED.rglob("*") if path.is_file()) < 10_000_000
    card = (SHIPPED / "card.md").read_text(encoding="utf-8")
    for told in (read_meta().version, "SMILE", "CC0-1.0", "no diagnosis", "may only raise", "one rater"):
        assert told in card


def broken(folder: Path, name: str, content: bytes | None) -> Path:
    """A copy of the model in which one file is other or gone."""
    shutil.copytree(SHIPPED, folder)
    if content is None:
        (folder / name).unlink()
    else:
        (folder / name).write_bytes(content)
    return folder


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("meta.json", None),
        ("meta.json", b"{"),
        ("meta.json", b'{"version": "1"}'),
        *((f"{engine}/{name}", content) for engine in ENGINES for name in ("cfg", "model") for content in (None, b"")),
        ("levels/model", (SHIPPED / "levels" / "model").read_bytes()[:-9]),
        ("kinds/cfg", b"{}"),
    ],
)
def test_a_broken_folder_is_refused_by_name(tmp_path: Path, name: str, content: bytes | None) -> None:
    folder = broken(tmp_path / "model", name, content)
    with pytest.raises(BadModel, match="model"):
        Learner.load(folder)


def test_a_limit_moved_by_hand_is_refused(tmp_path: Path) -> None:
    meta = (SHIPPED / "meta.json").read_text(encoding="utf-8")
    moved = meta.replace(str(read_meta().limits.high), "-9.0")
    with pytest.raises(BadModel, match="digest"):
        Learner.load(broken(tmp_path / "model", "meta.json", moved.encode()))


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadModel, match="nowhere"):
        Learner.load(tmp_path / "nowhere")
