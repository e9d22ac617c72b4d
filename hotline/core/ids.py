"""Ids name things and are not secrets; secrets open things and are stored only as digests."""

from __future__ import annotations

import hashlib
import secrets
import uuid


def new_id() -> str:
    """A public id: 32 hexadecimal characters."""
    return uuid.uuid4().hex


def new_secret() -> str:
    """256 bits, base64url without padding (43 characters)."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """What is stored of a 256-bit secret. Fast on purpose: such a secret cannot be guessed (unlike a receipt)."""
    return hashlib.sha256(secret.encode()).hexdigest()


def digits(count: int) -> str:
    """`count` random decimal digits."""
    return "".join(secrets.choice("0123456789") for _ in range(count))
