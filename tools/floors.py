"""Refuses locked versions with a known hole, and lock files that name the host they were fetched from."""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pysqlite3

ROOT = Path(__file__).resolve().parent.parent
PYTHON_LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
PAGES_LOCK = ROOT / "package-lock.json"

# The oldest version that may be locked, and why.
FLOORS = {
    "aiohttp": ("3.14.3", "smuggled requests (CVE-2026-69243, CVE-2026-69244)"),
    "python-socketio": ("5.16.3", "deaf once Redis cuts it off (issue 1581); attachments pile up (CVE-2026-48804)"),
    "python-engineio": ("4.13.2", "the transport under it (CVE-2026-48802)"),
    "socket.io-parser": ("4.2.7", "attachments pile up in the browser"),
    "SQLite": ("3.51.3", "a WAL reset can corrupt the database with two connections"),
}

# Versions above the floor that were taken back by their makers.
WITHDRAWN = {("SQLite", "3.52.0")}


def main() -> None:
    found = list(locked_versions())
    complaints = [*below_floor(found), *never_found(found), *hosts_named()]
    if complaints:
        sys.exit("\n".join(complaints))
    print(f"{len(FLOORS)} security floors kept; no lock file names a host")


def locked_versions() -> Iterator[tuple[str, str]]:
    for lock in PYTHON_LOCKS:
        yield from re.findall(r"^([\w.-]+)==([\w.]+)", lock.read_text(), re.MULTILINE)
    for path, package in json.loads(PAGES_LOCK.read_text())["packages"].items():
        if path:
            yield path.rpartition("node_modules/")[2], package["version"]
    yield "SQLite", ".".join(map(str, pysqlite3.sqlite_version_info))  # the library inside the wheel


def below_floor(found: list[tuple[str, str]]) -> Iterator[str]:
    for name, version in found:
        floor, reason = FLOORS.get(name, ("0", ""))
        if numbers(version) < numbers(floor) or (name, version) in WITHDRAWN:
            yield f"{name} {version} is below its floor {floor}: {reason}"


def never_found(found: list[tuple[str, str]]) -> Iterator[str]:
    for name in FLOORS.keys() - {name for name, _ in found}:
        yield f"{name} has a floor but is in no lock: remove the floor or the mistake"


def hosts_named() -> Iterator[str]:
    for lock in PYTHON_LOCKS:
        if re.search(r"https?://|^-i |--(extra-)?index-url|--find-links", lock.read_text(), re.MULTILINE):
            yield f"{lock.relative_to(ROOT)} names a host"
    packages = json.loads(PAGES_LOCK.read_text())["packages"].values()
    if any("resolved" in package for package in packages):
        yield f"{PAGES_LOCK.name} names a host"


def numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version))


if __name__ == "__main__":
    main()
