"""Token buckets as rows: limits hold over all processes and survive a restart. They delay, they never ban."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from .errors import Refusal
from .models import Bucket
from .work import Work

IDLE = timedelta(hours=2)


def spend(work: Work, name: str, per_second: float, burst: float) -> None:
    """Take one token from bucket `name`.

    Raises Refusal("slow_down", after_s=...) when it is empty. Two processes may both take the last token; that
    tolerance is accepted.
    """
    bucket = work.session.get(Bucket, name, populate_existing=True)
    if bucket is None:
        try:
            with work.session.begin_nested():
                work.session.add(Bucket(name=name, tokens=burst - 1, at=work.now))
        except IntegrityError:
            pass
        return
    passed = max(0.0, (work.now - bucket.at).total_seconds())
    tokens = min(burst, bucket.tokens + passed * per_second)
    if tokens < 1:
        raise Refusal("slow_down", after_s=max(1, round((1 - tokens) / per_second)))
    bucket.tokens, bucket.at = tokens - 1, work.now


def sweep(work: Work) -> None:
    """Job: a bucket nobody used for two hours is full again, and needs no row."""
    work.change(delete(Bucket).where(Bucket.at < work.now - IDLE))


def forget(work: Work, name: str) -> None:
    """Fill a bucket again, after a success."""
    work.change(delete(Bucket).where(Bucket.name == name))
