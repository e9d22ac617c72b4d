"""What a lexicon file may hold. Every entry is dated, owned and sourced by its file, and carries its own examples."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

Category = Literal[
    "passive_wish",
    "ideation",
    "plan",
    "means",
    "attempt",
    "farewell",
    "self_injury",
    "bullying",
    "sexual_abuse",
    "home_violence",
    "violence",
    "psychosis",
    "runaway",
    "eating",
    "substance",
    "pregnancy",
    "exam_stress",
    "hopelessness",
    "bereavement",
]
Flag = Literal[
    "protect",
    "guardian_suspected",
    "school_suspected",
    "medical",
    "violence",
    "psychosis",
    "runaway",
    "interpreter_needed",
    "someone_else",
]
Stance = Literal["negated", "past", "hypothetical", "quoted", "fiction", "professional"]
Level = Annotated[int, Meta(ge=0, le=4)]
UNSURE = ".unsure"
Id = Annotated[str, Meta(pattern=r"^[a-z0-9_.]+$")]


class Line(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """An example with what was said before it, oldest first; `you: ` begins what the line's counsellor said."""

    text: str
    context: list[str] = []


Example = str | Line


class Entry(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    id: Id
    must: list[Example]
    must_not: list[Example] = []


class Spelling(Entry, frozen=True, kw_only=True):
    """Another way to write `to`. With `cue`, only where another word of the list `cue` stands in the conversation.
    `disguise`: it is told as an evasion; a word of another language or dialect is none."""

    to: str
    disguise: bool = True
    spelled: list[str]
    unless_before: str = ""
    unless_after: str = ""
    cue: bool = False


class Mask(Entry, frozen=True, kw_only=True):
    """Figurative speech that is taken out before rules look."""

    patterns: list[str]


class Rule(Entry, frozen=True, kw_only=True):
    """What raises. `firm`: no stance takes it below L3. `stances`: whether stances are looked for at all.

    `done_to`: somebody does it to the student, so the doer does not change whom it is about. `unsure`: patterns too
    often harmless to raise by themselves. They leave L1, and the learner reads the line with them in view.
    """

    category: Category
    level: Level
    patterns: list[str]
    flags: list[Flag] = []
    firm: bool = False
    stances: bool = True
    done_to: bool = False
    unsure: list[str] = []

    @property
    def alone(self) -> Rule:
        """What the unsure patterns come to by themselves; it has no examples of its own."""
        return msgspec.structs.replace(
            self, id=self.id + UNSURE, must=[], must_not=[], level=min(self.level, 1), flags=[], firm=False
        )


class StanceRule(Entry, frozen=True, kw_only=True):
    """How something was said. `before` and `after` touch the words found, inside the clause; `around` is looked for in
    the sentence, `near` in the whole message and the two before it. `unless` cancels it, looked for in the same stretch
    of text. `only`: the categories it speaks of (all when empty)."""

    kind: Stance
    before: str = ""
    after: str = ""
    around: str = ""
    near: str = ""
    unless: str = ""
    only: list[Category] = []


class Question(Entry, frozen=True, kw_only=True):
    """What the line asked. A yes to it (or a silence that is one) is heard as `category` at `level`."""

    category: Category
    level: Level
    patterns: list[str]


class Combination(Entry, frozen=True, kw_only=True):
    """What raises together: every group needs one of its categories (or word lists, written `<list>`) in the window."""

    category: Category
    level: Level
    all_of: list[list[str]]


class File(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """One file of the lexicon. `words` are the lists patterns name; `<other>` inside a list takes that list in."""

    owner: str
    source: str
    since: str
    words: dict[str, list[str]] = {}
    spelling: list[Spelling] = []
    mask: list[Mask] = []
    rule: list[Rule] = []
    stance: list[StanceRule] = []
    question: list[Question] = []
    combination: list[Combination] = []
