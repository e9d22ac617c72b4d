"""What a line means after what was said before it: sentences split over messages, answers to the line's question,
things that together weigh more, and a disclosure taken back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from .entries import Category
from .lexicon import Lexicon
from .line import Line, read
from .normalise import normalise
from .verdict import AFFIRMED, COUNSELLOR, EARLIER, STUDENT, UNKNOWN, WINDOW, Reason, Said

CONTEXT = 10
SPLIT = 12  # characters: only short lines are read as pieces of one sentence
MOST_PIECES = 6
ANSWER = 16  # characters: a longer answer speaks for itself
ASKS = re.compile(r"[?？]|吗|有没有|是不是|呢\s*$|\b(?:have|are|do|did) you\b")
ASKING = "问|想问|想知道|想了解|想确认|需要问|需要知道|能问|可以问|有点担心|听到|们可以"
MINE = re.compile(rf"我(?!{ASKING})|\b(?:i|my|me|i'm|im)\b", re.IGNORECASE)


def sort_out(context: Sequence[Said]) -> tuple[list[Said], Said | None, list[str]]:
    """The student's earlier messages, what the line asked last, and what the student said since."""
    mine: list[Said] = []
    asked: Said | None = None
    since: list[str] = []
    for said in context[-CONTEXT:]:
        if _ours(said):
            asked, since = said, []
        else:
            mine.append(Said(said.text, STUDENT))
            since.append(said.text)
    return mine, asked, since


def said_by_student(context: Sequence[str | Said]) -> list[tuple[int, str]]:
    """The student's messages among the last ones, with their places in `context`."""
    said = [Said(one) if isinstance(one, str) else one for one in context]
    return [(at, one.text) for at, one in enumerate(said) if at >= len(said) - CONTEXT and not _ours(one)]


def students(context: Sequence[str | Said]) -> list[str]:
    """The student's messages among the last ones."""
    return [text for _, text in said_by_student(context)]


def _ours(said: Said) -> bool:
    """Whether the line said it. A question of unknown sender that does not speak of "me" is the line's."""
    return said.sender == COUNSELLOR or (
        said.sender == UNKNOWN and bool(ASKS.search(said.text)) and not MINE.search(said.text)
    )


def pieces(earlier: Sequence[str]) -> str:
    """The short messages just before, read as one."""
    found: list[str] = []
    for text in reversed(earlier):
        if not short(text) or len(found) == MOST_PIECES:
            break
        found.insert(0, text + (" " if text[-1:].isascii() and text[-1:].isalnum() else ""))
    return "".join(found)


def short(text: str) -> bool:
    """Whether a message may be a piece of a sentence; Latin script needs twice the characters."""
    return len(text) <= (2 * SPLIT if text.isascii() else SPLIT)


def joined(lexicon: Lexicon, line: Line, before: str) -> tuple[list[Reason], Line]:
    """What only shows when short messages are read as one: reasons that end in this message, with their places in it,
    and a line that holds those of the messages before."""
    piece = short(line.typed)
    whole = read(lexicon, before + line.typed if piece else before)
    known = {reason.rule for reason in line.reasons}
    ending = [
        replace(
            reason,
            start=max(0, reason.start - len(before)),
            end=reason.end - len(before),
            text=line.typed[max(0, reason.start - len(before)) : reason.end - len(before)],
            modifiers=(*reason.modifiers, "split"),
            source=WINDOW,
        )
        for reason in whole.reasons
        if piece and reason.end > len(before) > reason.start and reason.rule not in known
    ]
    return ending, replace(whole, reasons=tuple(reason for reason in whole.reasons if reason.end <= len(before)))


def answered(lexicon: Lexicon, line: Line, asked: Said | None, since: Sequence[str]) -> list[Reason]:
    """A short answer to what the line asked: a yes, and a silence that may be one, is heard as what was asked. One
    message that is no answer may stand between."""
    if asked is None or len(since) > 1 or any(_kind(lexicon, normalise(text).text) for text in since):
        return []
    question = read(lexicon, asked.text)
    found = [
        entry for regex, entry in lexicon.questions.candidates(question.atoms) if regex.search(question.normal.text)
    ]
    text = line.normal.text.strip()
    if not found or not text:
        return []
    entry = max(found, key=lambda e: e.level)
    kind = _kind(lexicon, text)
    if kind is None or (len(text) > ANSWER and kind != "yes"):
        return []
    level = entry.level if kind == "yes" else 1 if kind == "no_answer" else min(entry.level, 2)
    polarity = "negated" if kind == "no_answer" else AFFIRMED
    return [_whole(line, entry.id, entry.category, level, ("answered",), polarity)]


def _kind(lexicon: Lexicon, text: str) -> str | None:
    """Whether an answer begins as a vague one, a no or a yes: the longest beginning that is listed."""
    found = [(match.end(), kind) for kind, regex in lexicon.answers if (match := regex.match(text))]
    return max(found, key=lambda one: one[0])[1] if found else None


def together(lexicon: Lexicon, line: Line, earlier: Sequence[Line]) -> list[Reason]:
    """Combinations to which this line adds."""

    def meant(read_line: Line) -> dict[str, Reason]:
        return {
            reason.category: reason
            for reason in sorted(read_line.reasons, key=lambda r: r.level)
            if reason.level and reason.polarity == AFFIRMED and "unsure" not in reason.modifiers
        }

    here = meant(line)
    before = {category: reason for other in earlier for category, reason in meant(other).items()}
    if not here and not before:
        return []
    found = []
    for entry in lexicon.combinations:
        own: Reason | str | None = None
        for group in entry.all_of:
            mine = next((here[name] for name in group if name in here), None) or next(
                (name[1:-1] for name in group if name.startswith("<") and name[1:-1] in line.present), None
            )
            if mine is None and not any(name in before for name in group):
                break
            own = mine if isinstance(mine, Reason) else own or mine
        else:
            if own is None:
                continue
            start, end = (own.start, own.end) if isinstance(own, Reason) else line.place(own)
            subject = own.subject if isinstance(own, Reason) else "self"
            text = line.typed[start:end]
            found.append(Reason(start, end, text, entry.id, entry.category, entry.level, subject, source=WINDOW))
    return found


def kept(lexicon: Lexicon, line: Line, earlier: Sequence[Line]) -> list[Reason]:
    """What was said before still counts, a denial or a sudden calm after it most of all."""
    strongest: Reason | None = None
    for other in earlier:
        for reason in other.reasons:
            if reason.level and (strongest is None or reason.level >= strongest.level):
                strongest = reason
    if strongest is None or not line.typed.strip():
        return []
    said = [EARLIER]
    said += [name for name in ("denial", "calm") if name in line.present]
    return [_whole(line, strongest.rule, strongest.category, strongest.level, tuple(said), AFFIRMED, strongest)]


def _whole(
    line: Line,
    rule: str,
    category: Category | str,
    level: int,
    modifiers: tuple[str, ...],
    polarity: str,
    like: Reason | None = None,
) -> Reason:
    text = line.typed
    start = len(text) - len(text.lstrip())
    end = len(text.rstrip())
    return Reason(
        start,
        end,
        text[start:end],
        rule,
        category,
        level,
        like.subject if like else "self",
        polarity,
        modifiers,
        WINDOW,
        like.flags if like else (),
    )
