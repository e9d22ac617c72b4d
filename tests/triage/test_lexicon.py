"""The lexicon as data: a clinician may change it, and what would break or hang is refused by name."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cast import WANG, World
from tests.triage.small import HEAD, rule, small
from triage import check
from triage.entries import Category
from triage.in_use import InUse
from triage.learner import marks
from triage.lexicon import SHIPPED, BadLexicon, load
from triage.verdict import Said
from triage.weigh import weigh
from volunteers import floor


def test_every_example_of_the_shipped_lexicon_is_as_it_says() -> None:
    check.checked(SHIPPED)


def test_every_category_has_entries_in_both_languages() -> None:
    entries = [compiled.entry for compiled in load().compiled if hasattr(compiled.entry, "category")]
    chinese = {e.category for e in entries if any("\u4e00" <= c <= "\u9fff" for p in e.patterns for c in p)}
    english = {e.category for e in load().entries if getattr(e, "id", "").startswith("en") and hasattr(e, "category")}
    every = set(Category.__args__)
    assert every - chinese == set()
    assert every - english == set()


def test_the_version_names_the_date_and_changes_with_any_entry(tmp_path: Path) -> None:
    first = load(small(tmp_path / "a")).version
    other = load(small(tmp_path / "b", rule(level=3))).version
    assert first.startswith("2026-")
    assert first != other
    assert load(small(tmp_path / "c")).version == first


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        (rule(pattern="<wish>.*<die>"), "ideation.want.*unbounded"),
        (rule(pattern="<wich>~2<die>"), "no word list is called wich"),
        (rule() + rule(), "ideation.want: stands twice"),
        (rule(level=7), "Expected `int` <= 4"),
        (rule(more='colour = "red"'), "unknown field `colour`"),
        (rule(id="no blanks here"), "matching regex"),
        ("[[rule\n", "rules.toml"),
        ('[words]\nwish = ["<nowhere>"]\n', "does not exist"),
        ('[words]\nround = ["<about>"]\nabout = ["<round>"]\n', "takes itself in"),
    ],
)
def test_a_broken_file_is_refused_with_the_entry_and_the_reason(tmp_path: Path, broken: str, why: str) -> None:
    with pytest.raises(BadLexicon, match=why):
        load(small(tmp_path / "broken", broken))


def test_every_finding_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(BadLexicon) as told:
        load(small(tmp_path / "broken", rule(id="one", pattern="<die>+"), rule(id="two", pattern="<nope>")))
    assert "one" in str(told.value)
    assert "two" in str(told.value)


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        (rule(must="今天天气好"), "ideation.want: does not find its example '今天天气好'"),
        (rule(more='must_not = ["我好想死"]'), "ideation.want: finds what it must not, '我好想死'"),
    ],
)
def test_an_entry_that_breaks_an_example_is_refused(tmp_path: Path, entry: str, why: str) -> None:
    with pytest.raises(BadLexicon, match=why):
        check.checked(small(tmp_path / "broken", entry))


BOTH = """
[[combination]]
id = "together.wished"
category = "ideation"
level = 4
all_of = [["ideation"], ["<cue>"]]
must = ["我想死了"]
"""


def test_patterns_that_are_often_harmless_leave_l1_and_nothing_is_built_on_them(tmp_path: Path) -> None:
    sure = rule(pattern="<wish>~2<die>了", must="我想死了", level=3, more='unsure = ["<wish>~2<die>"]')
    lexicon = check.checked(small(tmp_path / "unsure", sure, BOTH))
    assert weigh("我想死了", (), lexicon).level == 4
    verdict = weigh("我想死", (), lexicon)
    assert [(r.rule, r.level, r.modifiers) for r in verdict.reasons] == [("ideation.want.unsure", 1, ("unsure",))]
    assert marks(verdict.reasons) != marks(weigh("我想死了", (), lexicon).reasons)


def test_an_entry_that_would_run_away_in_time_is_refused(tmp_path: Path) -> None:
    slow = rule(pattern="<wish>~40~40~40<die>")
    with pytest.raises(BadLexicon, match="takes too long on hostile text"):
        check.checked(small(tmp_path / "slow", slow))


def test_a_file_without_an_owner_a_source_or_a_date_is_refused(tmp_path: Path) -> None:
    for missing in ("owner", "source", "since"):
        head = "".join(line + "\n" for line in HEAD.splitlines() if not line.startswith(missing))
        with pytest.raises(BadLexicon, match=missing):
            load(small(tmp_path / missing, head=head))


def test_the_effect_of_a_change_is_shown_on_the_evaluation_set(tmp_path: Path) -> None:
    told = check.effect(load(small(tmp_path / "old")), load(small(tmp_path / "new", rule(level=4))))
    assert "lines change their level" in told
    assert "WORSE" in told
    assert "before: recall" in told


# ---- while the line runs -----------------------------------------------------------------------------------------


def level(lexicon: InUse, text: str) -> int:
    return lexicon(text, [Said("你好")]).level


def touch(folder: Path) -> None:
    """Files written within one tick of the clock still count as changed."""
    for path in folder.glob("*.toml"):
        stat = path.stat()
        os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns + 1_000_000))


def test_a_changed_entry_is_in_use_without_a_restart(tmp_path: Path) -> None:
    folder = small(tmp_path / "own")
    lexicon = InUse(folder)
    before = lexicon.version
    small(folder, rule(level=3))
    touch(folder)
    assert lexicon.refresh()
    assert level(lexicon, "我想死") == 3
    assert lexicon("我想死", []).lexicon == lexicon.version != before


def test_a_refused_change_leaves_the_lexicon_in_use_and_says_why(tmp_path: Path) -> None:
    folder = small(tmp_path / "own")
    lexicon = InUse(folder)
    small(folder, rule(must="今天天气好"))
    touch(folder)
    assert not lexicon.refresh()
    assert level(lexicon, "我想死") == 2
    assert "does not find its example" in lexicon.refused
    small(folder)
    touch(folder)
    assert lexicon.refresh()
    assert lexicon.refused == ""


def test_what_an_editor_leaves_in_the_folder_does_not_end_the_watch(tmp_path: Path) -> None:
    folder = small(tmp_path / "own")
    lexicon = InUse(folder)
    lock = folder / ".#rules.toml"  # as Emacs makes it: a link to nowhere while a file is being edited
    lock.symlink_to("somebody@nowhere.1")
    assert not lexicon.refresh()
    assert level(lexicon, "我想死") == 2
    lock.unlink()
    assert lexicon.refresh()
    assert lexicon.refused == ""


def test_a_file_that_cannot_be_parsed_at_all_is_refused_like_any_other(tmp_path: Path) -> None:
    folder = small(tmp_path / "own")
    lexicon = InUse(folder)
    (folder / "rules.toml").write_text("x = " + "[" * 20_000 + "]" * 20_000, encoding="utf-8")
    assert not lexicon.refresh()
    assert level(lexicon, "我想死") == 2
    assert lexicon.refused


def test_a_file_that_becomes_readable_is_looked_at_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = small(tmp_path / "own")
    lexicon = InUse(folder)
    small(folder, rule(level=3))
    touch(folder)

    def unreadable(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    with monkeypatch.context() as closed:
        closed.setattr(Path, "read_bytes", unreadable)
        assert not lexicon.refresh()
    assert "Permission denied" in lexicon.refused
    (folder / "rules.toml").chmod(0o644)
    assert lexicon.refresh()
    assert level(lexicon, "我想死") == 3


def test_a_line_does_not_start_on_a_folder_that_cannot_be_read_and_says_so(tmp_path: Path) -> None:
    folder = small(tmp_path / "own")
    (folder / "more.toml").symlink_to("nowhere")
    with pytest.raises(BadLexicon, match=r"more\.toml"):
        InUse(folder)


def test_supervisors_see_that_files_were_refused(make_world: Callable[..., World], tmp_path: Path) -> None:
    folder = small(tmp_path / "own")
    world = make_world(triage_lexicon=folder)
    assert world.read(floor.picture, WANG.staff)["degraded"] == []
    small(folder, rule(must="今天天气好"))
    touch(folder)
    world.database.house.ports["lexicon"].refresh()
    assert [part["part"] for part in world.read(floor.picture, WANG.staff)["degraded"]] == ["lexicon_files"]


def test_a_line_does_not_start_on_a_lexicon_that_does_not_check(tmp_path: Path) -> None:
    with pytest.raises(BadLexicon):
        InUse(small(tmp_path / "own", rule(must="今天天气好")))
