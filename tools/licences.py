"""Shows the licence of everything a running line is made of; fails on one that nobody has agreed to.

Python distributions come from requirements/run.txt, the pages' packages from package-lock.json.
"""

import importlib.metadata
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

AGREED = {
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0",
    "ISC", "MIT", "MIT-0", "MPL-2.0", "PSF-2.0", "Zlib",
}  # fmt: skip

# Agreed for one distribution, with the reason.
EXCEPTIONS = {
    "psycopg": ("LGPL-3.0-only", "used as an unchanged library that anybody may replace"),
    "psycopg-binary": ("LGPL-3.0-only", "used as an unchanged library that anybody may replace"),
}

# Packages whose metadata names no licence; read in the licence file they carry.
READ_BY_HAND = {"pysqlite3": "Zlib", "xmlhttprequest-ssl": "MIT"}

# How older metadata words it.
SPELLINGS = {
    "apache 2": "Apache-2.0",
    "apache 2.0": "Apache-2.0",
    "apache license 2.0": "Apache-2.0",
    "bsd": "BSD-3-Clause",
    "isc license": "ISC",
    "license :: osi approved :: bsd license": "BSD-3-Clause",
    "license :: osi approved :: apache software license": "Apache-2.0",
    "license :: osi approved :: mit license": "MIT",
    "license :: osi approved :: python software foundation license": "PSF-2.0",
}


def main() -> None:
    refused = 0
    for name, version, said in sorted([*python_packages(), *page_packages()]):
        licence = said or READ_BY_HAND.get(name, "not said")
        agreed, reason = judge(name, licence)
        refused += not agreed
        print(f"{'' if agreed else 'REFUSED ':<8}{name:<30}{version:<10}{licence}{reason and f' ({reason})'}")
    if refused:
        sys.exit(f"{refused} without an agreed licence: read it, then agree here or leave the package out")


def judge(name: str, licence: str) -> tuple[bool, str]:
    excepted, reason = EXCEPTIONS.get(name, ("", ""))
    if licence == excepted:
        return True, reason
    # "A OR B" needs one agreed side, "A AND B" both.
    choices = [set(choice.strip("() ").split(" AND ")) for choice in licence.split(" OR ")]
    return any(choice <= AGREED for choice in choices), ""


def python_packages() -> Iterator[tuple[str, str, str]]:
    locked = (ROOT / "requirements" / "run.txt").read_text()
    for name, version in re.findall(r"^([\w.-]+)==([\w.]+)", locked, re.MULTILINE):
        try:
            metadata = importlib.metadata.metadata(name)
        except importlib.metadata.PackageNotFoundError:
            continue  # locked for another system or Python version
        yield name, version, python_licence(metadata)


def python_licence(metadata: importlib.metadata.PackageMetadata) -> str:
    """Newer metadata has an expression, older a free text or only a classifier."""
    classifiers = metadata.get_all("Classifier", [])
    said = [
        *metadata.get_all("License-Expression", []),
        *metadata.get_all("License", []),
        *(line for line in classifiers if line.startswith("License ::")),
        "",
    ]
    return SPELLINGS.get(said[0].lower(), str(said[0]))


def page_packages() -> Iterator[tuple[str, str, str]]:
    lock = json.loads((ROOT / "package-lock.json").read_text())
    for path, package in lock["packages"].items():
        if path and not package.get("dev"):
            yield path.removeprefix("node_modules/"), package["version"], package.get("license", "")


if __name__ == "__main__":
    main()
