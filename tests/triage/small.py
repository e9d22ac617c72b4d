"""A lexicon small enough to hold in the head: the shipped word lists and two rules."""

from __future__ import annotations

import shutil
from pathlib import Path

from triage.lexicon import SHIPPED

HEAD = 'owner = "o"\nsource = "s"\nsince = "2026-01-01"\n'
RULE = """
[[rule]]
id = "{id}"
category = "{category}"
level = {level}
patterns = ["{pattern}"]
must = ["{must}"]
{more}
"""


def rule(
    id: str = "ideation.want", pattern: str = "<wish>~2<die>", must: str = "我想死", level: int = 2, more: str = ""
) -> str:
    return RULE.format(id=id, pattern=pattern, must=must, level=level, category="ideation", more=more)


def small(folder: Path, *rules: str, head: str = HEAD) -> Path:
    """A folder with the shipped word lists and these rules."""
    folder.mkdir(exist_ok=True)
    shutil.copy(SHIPPED / "words.toml", folder / "words.toml")
    (folder / "rules.toml").write_text(head + "".join(rules or (rule(),)), encoding="utf-8")
    return folder
