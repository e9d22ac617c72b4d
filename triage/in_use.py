"""The lexicon in use. It follows its files without a restart, and keeps what it has when they do not check."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

from . import check, weigh
from .lexicon import SHIPPED, BadLexicon, Lexicon
from .verdict import Said, Verdict

log = logging.getLogger(__name__)

Stamp = tuple[tuple[str, int, int, int], ...]


class InUse:
    """Weighs with the lexicon of a folder. `refused` holds the findings of files that were not taken, for people."""

    def __init__(self, folder: Path | None = None) -> None:
        """Raises BadLexicon: a line does not start on a lexicon that does not check."""
        self.folder = folder or SHIPPED
        self._stamp = self._look()
        # What is shipped was checked by its tests; a folder of the service's own is checked here.
        try:
            self.lexicon: Lexicon = weigh.shipped() if self.folder == SHIPPED else check.checked(self.folder)
        except OSError as problem:
            raise BadLexicon(str(problem)) from problem
        self.refused = ""
        self.refused_at: datetime | None = None

    @property
    def version(self) -> str:
        return self.lexicon.version

    def __call__(self, text: str, context: Sequence[Said]) -> Verdict:
        return weigh.weigh(text, context, self.lexicon)

    def floor(self, text: str) -> int:
        return weigh.floor(text, self.lexicon)

    def refresh(self) -> bool:
        """Take changed files if every check passes. Returns whether there is a new lexicon."""
        stamp = self._look()
        if stamp == self._stamp:
            return False
        self._stamp = stamp
        try:
            self.lexicon = check.checked(self.folder)
        except Exception as problem:  # whatever is wrong with the files, the line keeps what it has and goes on looking
            self.refused, self.refused_at = str(problem), datetime.now(UTC)
            log.error("lexicon_refused", extra={"error": type(problem).__name__})
            return False
        self.refused, self.refused_at = "", None
        log.info("lexicon_taken", extra={"version": self.lexicon.version})
        return True

    async def follow(self, every: float = 5.0) -> None:
        """Loop: look at the files for as long as the process lives."""
        stop = Event()
        try:
            await asyncio.to_thread(self.lexicon.warm, stop)
            while True:
                await asyncio.sleep(every)
                await asyncio.to_thread(self.refresh)
        finally:
            stop.set()

    def _look(self) -> Stamp:
        return tuple((path.name, *_stamp(path)) for path in sorted(self.folder.glob("*.toml")))


def _stamp(path: Path) -> tuple[int, int, int]:
    """Changes with content and permissions. A file may be gone, or a link to nowhere (an editor's lock)."""
    try:
        stat = path.stat()
    except OSError:
        return 0, 0, 0
    return stat.st_mtime_ns, stat.st_ctime_ns, stat.st_size
