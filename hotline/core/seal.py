"""Sealing at rest: AES-256-GCM with a data key per contact or person, wrapped by a master key outside the database."""

from __future__ import annotations

import base64
import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy.exc import IntegrityError

from .ids import digest
from .models import DataKey
from .work import Work

CIPHER = b"\x01"  # AES-256-GCM, 96-bit nonce. Named in every ciphertext so that another cipher can follow.


class SealBroken(Exception):
    """A ciphertext does not belong where it was found, was changed, or its key is gone."""


class KeyRing:
    """Wraps and unwraps data keys. `masters[0]` wraps new ones; the others still open what they wrapped."""

    def __init__(self, masters: list[bytes]) -> None:
        if not masters or any(len(key) != 32 for key in masters):
            raise ValueError("a master key is 32 bytes")
        self._masters = {digest(key.hex())[:16]: AESGCM(key) for key in masters}
        self._bell = AESGCM(bytes.fromhex(digest("bell:" + masters[0].hex())))
        self._primary = next(iter(self._masters))

    def sealing_key(self, work: Work, owner: str) -> AESGCM:
        """The owner's data key, made on first use."""
        return self._load(work, owner) or self._make(work, owner)

    def opening_key(self, work: Work, owner: str) -> AESGCM:
        """The owner's data key. Raises SealBroken when there is none."""
        key = self._load(work, owner)
        if key is None:
            raise SealBroken("no key")
        return key

    def bell_key(self) -> AESGCM:
        """Seals what travels between processes; derived from the master key, so that all processes have it."""
        return self._bell

    def _load(self, work: Work, owner: str) -> AESGCM | None:
        """Unwrap from the row as this transaction sees it. Not remembered beyond it: a key whose row was rolled back
        must not seal anything that stays."""
        row = work.session.get(DataKey, owner)
        if row is None:
            return None
        work.session.info[f"key:{owner}"] = row  # keeps the row in the session's identity map
        master = self._masters.get(row.master)
        if master is None:
            raise SealBroken("the master key that wrapped this key is not loaded")
        try:
            return AESGCM(master.decrypt(row.wrapped[:12], row.wrapped[12:], owner.encode()))
        except InvalidTag as problem:
            raise SealBroken("wrapped key") from problem

    def _make(self, work: Work, owner: str) -> AESGCM:
        raw = AESGCM.generate_key(256)
        nonce = os.urandom(12)
        wrapped = nonce + self._masters[self._primary].encrypt(nonce, raw, owner.encode())
        try:
            with work.session.begin_nested():
                work.session.add(DataKey(owner=owner, wrapped=wrapped, master=self._primary))
        except IntegrityError:
            return self.opening_key(work, owner)
        return AESGCM(raw)


def seal(work: Work, owner: str, place: str, text: str) -> bytes:
    """Seal `text` for `place` ("table|column|row"), which it cannot be moved from."""
    nonce = os.urandom(12)
    key = work.house.keys.sealing_key(work, owner)
    return CIPHER + nonce + key.encrypt(nonce, text.encode(), _bound(owner, place))


def unseal(work: Work, owner: str, place: str, sealed: bytes) -> str:
    """Open what `seal` closed. Raises SealBroken."""
    if sealed[:1] != CIPHER:
        raise SealBroken("unknown cipher")
    key = work.house.keys.opening_key(work, owner)
    try:
        return key.decrypt(sealed[1:13], sealed[13:], _bound(owner, place)).decode()
    except InvalidTag as problem:
        raise SealBroken(place) from problem


def _bound(owner: str, place: str) -> bytes:
    return f"{place}|{owner}".encode()


def load_keys(encoded: str, folder: Path, may_create: bool) -> KeyRing:
    """Read the master keys: comma-separated base64, newest first; or the embedded mode's own key file.

    Raises ValueError when there is no usable key: the line does not start without one.
    """
    if not encoded:
        file = folder / "master.key"
        if not file.exists():
            if not may_create:
                raise ValueError("HOTLINE_MASTER_KEY is not set")
            folder.mkdir(parents=True, exist_ok=True)
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as out:
                out.write(base64.b64encode(os.urandom(32)))
                out.flush()
                os.fsync(out.fileno())
        encoded = file.read_text()
    try:
        return KeyRing([base64.b64decode(part, validate=True) for part in encoded.strip().split(",")])
    except ValueError as problem:
        raise ValueError("the master key is not 32 bytes in base64") from problem
