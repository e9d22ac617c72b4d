"""Slow hashing off the event loop, with threads of its own and a bounded queue."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from .errors import Refusal

R = TypeVar("R")
THREADS = 2
WAITING = 20


class Hashing:
    """One kind of caller's hashing. Beyond the bound it refuses at once with slow_down instead of growing."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="hashing")
        self._waiting = 0

    async def run(self, work: Callable[..., R], *args: Any) -> R:
        """Raises Refusal("slow_down")."""
        if self._waiting >= WAITING:
            raise Refusal("slow_down", after_s=5)
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work, *args)
        finally:
            self._waiting -= 1
