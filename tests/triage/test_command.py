"""`python -m triage`: lines in, a verdict a line out, and nothing stops the run."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import pytest

from tests.triage.small import rule, small
from triage import __main__ as command
from triage.judge import judge
from triage.verdict import Said

KEYS = {"level", "categories", "flags", "subject", "polarity", "reasons", "versions"}


def answers(*lines: str) -> list[dict[str, object]]:
    out = io.StringIO()
    command.run(lines, out, io.StringIO(), explain=False)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_plain_line_and_a_json_line_are_weighed_alike() -> None:
    plain, wrapped = answers("我不想活了\n", '{"text": "我不想活了"}\n')
    assert plain == wrapped
    assert set(plain) == KEYS
    assert plain["level"] == 2


def test_the_context_is_read_as_text_or_with_its_sender() -> None:
    asked = {"text": "嗯", "context": [{"from": "counsellor", "text": "你有没有想过结束生命？"}]}
    (answer,) = answers(json.dumps(asked))
    assert answer["level"] == 2
    (answer,) = answers('{"text": "嗯", "context": ["你有没有想过结束生命？"]}')
    assert answer["level"] == 2


def test_a_mark_of_byte_order_does_not_turn_json_into_words() -> None:
    asked = {"text": "就今晚吧", "context": [{"from": "student", "text": "药我都攒够了"}]}
    marked, plain = answers("\ufeff" + json.dumps(asked), json.dumps(asked))
    assert marked == plain
    assert plain["level"] == 4


@pytest.mark.parametrize(
    "bad", ["{not json", '{"text": 7}', '{"context": []}', '{"text": "好", "context": [1]}', '{"text": "\\ud800"}']
)
def test_a_bad_line_is_answered_with_its_error_and_the_run_goes_on(bad: str) -> None:
    first, second = answers(bad + "\n", "我不想活了\n")
    assert "line 1" in str(first["error"])
    assert second["level"] == 2


def test_each_reason_says_where_what_and_how() -> None:
    text = "老师好 我没有想自杀"
    (answer,) = answers(text)
    for reason in answer["reasons"]:  # type: ignore[attr-defined]
        assert reason["text"] == text[reason["start"] : reason["end"]]
        assert {"rule", "modifiers", "category", "level"} <= set(reason)


def test_the_function_and_the_command_say_the_same() -> None:
    said = [Said("药我都攒够了", "student")]
    verdict = judge("就今晚吧", said)
    given = {"text": "就今晚吧", "context": [{"from": "student", "text": "药我都攒够了"}]}
    (answer,) = answers(json.dumps(given, ensure_ascii=False))
    assert answer["level"] == verdict.level == 4
    assert answer["reasons"] == json.loads(json.dumps([asdict(reason) for reason in verdict.reasons]))


def test_long_input_tells_how_far_it_is() -> None:
    err = io.StringIO()
    command.run(["好"] * 2000, io.StringIO(), err, explain=False)
    assert err.getvalue().splitlines() == ["1000 lines read", "2000 lines read"]


def test_people_are_answered_in_words() -> None:
    out = io.StringIO()
    command.run(["我姐说她不想活了"], out, io.StringIO(), explain=True)
    assert "不想活" in out.getvalue()
    assert "about someone else" in out.getvalue()


def test_the_command_survives_bytes_that_are_no_text(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "triage"], input=b"\xff\xfe\n" + "我不想活了\n".encode(), capture_output=True, check=True
    )
    first, second = (json.loads(line) for line in done.stdout.splitlines())
    assert "error" in first or first["level"] == 0
    assert second["level"] == 2


def test_a_refused_lexicon_is_said_so_and_fails_the_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["check", str(small(tmp_path / "bad", rule(must="今天天气好")))]) == 1
    assert "refused" in capsys.readouterr().err


def test_a_good_lexicon_shows_what_it_changes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["check", str(small(tmp_path / "good"))]) == 0
    assert "lines change their level" in capsys.readouterr().out


def test_judging_prints_recall_confusion_and_misses(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["eval", "--part", "test"]) == 0
    told = capsys.readouterr().out
    for word in ("recall", "precision", "confusion", "look-alikes", "misses"):
        assert word in told
