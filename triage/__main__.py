"""Triage at the command line: reads lines, or judges and checks the lexicon.

python -m triage [--explain]        lines or JSON lines in, a JSON object a line out
python -m triage check [folder]     check a lexicon; show what it changes on the evaluation set
python -m triage eval [...]         recall, precision, confusion and misses on the evaluation set
"""

from __future__ import annotations

import argparse
import io
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, TextIO

import msgspec

from . import check, evaluate
from .judge import Weigher, judge, learner
from .learner import BadModel
from .lexicon import SHIPPED, BadLexicon, load
from .verdict import Said, Verdict
from .weigh import shipped, weigh

EVERY = 1000
LEVELS = ("未表达风险 no risk expressed", "低 low", "中 medium", "高 high", "即刻 imminent")


class Earlier(msgspec.Struct, forbid_unknown_fields=True):
    text: str
    sender: str = msgspec.field(default="unknown", name="from")


class Input(msgspec.Struct):
    text: str
    context: list[str | Earlier] = []


def parse(line: str) -> tuple[str, list[Said]]:
    """A line of text, or a JSON object with `text` and `context`. Raises ValueError saying what is wrong."""
    if not line.lstrip().startswith("{"):
        return line, []
    try:
        given = msgspec.json.decode(line.encode(), type=Input)
    except msgspec.DecodeError as problem:
        raise ValueError(str(problem)) from problem
    return given.text, [Said(one) if isinstance(one, str) else _said(one) for one in given.context]


def _said(earlier: Earlier) -> Said:
    sender = {"student": "student", "user": "student", "client": "student", "unknown": "unknown"}.get(earlier.sender)
    return Said(earlier.text, sender or "counsellor")  # type: ignore[arg-type]


def wire(verdict: Verdict) -> dict[str, Any]:
    """The verdict as `python -m triage` writes it."""
    return {
        "level": verdict.level,
        "categories": list(verdict.categories),
        "flags": list(verdict.flags),
        "subject": verdict.subject,
        "polarity": verdict.polarity,
        "reasons": [asdict(reason) for reason in verdict.reasons],
        "versions": {"lexicon": verdict.lexicon, "model": verdict.model},
    }


def run(lines: Iterable[str], out: TextIO, err: TextIO, explain: bool, weigher: Weigher = judge) -> int:
    """Answers every line in order. Returns how many were bad; a bad line is answered with its error."""
    bad = number = 0
    for number, raw in enumerate(lines, 1):
        line = raw.removeprefix("\ufeff").rstrip("\r\n")
        if not line.strip():
            continue
        try:
            text, context = parse(line)
            verdict = weigher(text, context)
            answer = explained(text, verdict) if explain else json.dumps(wire(verdict), ensure_ascii=False)
        except Exception as problem:
            bad += 1
            answer = json.dumps({"error": f"line {number}: {problem}"}, ensure_ascii=False)
        out.write(answer + "\n")
        out.flush()
        if number % EVERY == 0:
            err.write(f"{number} lines read\n")
    return bad


def explained(text: str, verdict: Verdict) -> str:
    """A verdict in words for people: level, whom it is about, and each reason where it stands."""
    out = [f"L{verdict.level} {LEVELS[verdict.level]} | {text}"]
    if verdict.flags:
        out.append("   flags: " + ", ".join(verdict.flags))
    for reason in verdict.reasons:
        told = [reason.polarity, *(["about someone else"] if reason.subject == "other" else []), *reason.modifiers]
        out.append(
            f"   L{reason.level} {reason.category}: 「{reason.text}」 at {reason.start}-{reason.end}, "
            f"{reason.rule} ({', '.join(dict.fromkeys(told))})"
        )
    return "\n".join(out)


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m triage", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--explain", action="store_true", help="answer in words for people")
    commands = parser.add_subparsers(dest="command")
    checking = commands.add_parser("check", help="check a lexicon before it is used")
    checking.add_argument("folder", nargs="?", type=Path, default=SHIPPED)
    judging = commands.add_parser("eval", help="judge triage on the evaluation set")
    judging.add_argument("--part", choices=("development", "test", "both"), default="both")
    judging.add_argument("--file", type=Path, action="append", default=[], help="judge on this JSON lines file instead")
    judging.add_argument("--category", default="", help="only lines of this category")
    judging.add_argument("--no-misses", action="store_true", help="figures only")
    asked = parser.parse_args(argv)
    if asked.command == "check":
        return _check(asked.folder)
    if asked.command == "eval":
        return _eval(asked.part, asked.file, asked.category, not asked.no_misses)
    if isinstance(sys.stdin, io.TextIOWrapper) and isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8", errors="surrogateescape")
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    run(sys.stdin, sys.stdout, sys.stderr, asked.explain, _both())
    return 0


def _both() -> Weigher:
    """Rules and learner; the rules alone, and a word about it, when the learner's files cannot be trusted."""
    try:
        learner()
    except BadModel as problem:
        sys.stderr.write(f"rules alone, the learner is left out: {problem}\n")
        return weigh
    return judge


def _check(folder: Path) -> int:
    try:
        lexicon = check.checked(folder)
    except BadLexicon as problem:
        sys.stderr.write(f"{problem}\nrefused: the lexicon in use stays as it is\n")
        return 1
    sys.stdout.write(f"{lexicon.version}: {len(lexicon.entries)} entries, every example as it should be\n")
    if folder.resolve() != SHIPPED:
        sys.stdout.write(check.effect(load(), lexicon) + "\n")
    return 0


def _eval(part: str, files: list[Path], category: str, misses: bool) -> int:
    sys.stdout.write(f"lexicon {shipped().version}, learner {learner().version}\n")
    if files:
        sets = {path.name: evaluate.read_file(path) for path in files}
    else:
        every = evaluate.lines()
        parts = (evaluate.DEVELOPMENT, evaluate.TEST) if part == "both" else (part,)
        sets = {name: [line for line in every if line.part == name] for name in parts}
    for name, chosen in sets.items():
        rules, both = evaluate.figures(weigh, chosen), evaluate.figures(judge, chosen)
        sys.stdout.write(f"\n{name}, rules alone: {evaluate.report(rules, False, category)}\n")
        sys.stdout.write(f"\n{name}, rules and learner: {evaluate.report(both, misses, category)}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
