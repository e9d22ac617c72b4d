"""Trains the learner: `python -m triage.train --data <folder with smile-*.jsonl>`. Two runs give the same digest.

Learns from the training and development parts of `triage/evaluation` and from SMILE client turns in the folder, whose
words go nowhere but into the weights. The limits are set on authors and conversations the learner has not seen.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from ..learner import SHIPPED, Meta, digest
from . import card, fit, limits
from .rows import rows


def train(data: Path, into: Path) -> Meta:
    """Fits the engines, sets the limits, and writes them with their card into `into`."""
    learnt = rows(data)
    scores = limits.unseen(learnt)
    chosen = limits.chosen(learnt, scores)
    for name, engine in (("levels", fit.levels(learnt)), ("kinds", fit.kinds(learnt))):
        (into / name).mkdir(parents=True, exist_ok=True)
        engine.categoriser.to_disk(into / name, exclude=["vocab"])
    made_of = digest(into, chosen)
    meta = Meta(f"{datetime.now(UTC):%Y-%m-%d}.{made_of[:8]}", made_of, chosen)
    (into / "meta.json").write_text(json.dumps(msgspec.to_builtins(meta), indent=1) + "\n", "utf-8")
    (into / "card.md").write_text(card.written(meta, learnt, scores), "utf-8")
    return meta


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m triage.train", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="folder with smile-*.jsonl")
    parser.add_argument("--into", type=Path, default=SHIPPED, help="folder of the model")
    given = parser.parse_args(argv)
    meta = train(given.data, given.into)
    sys.stdout.write(f"{meta.version}\n{meta.digest}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
