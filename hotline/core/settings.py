"""Every figure and address the line can be tuned by. Read once from the environment; checks itself at start.

Sources of the figures: P = our proposal, to be signed off by the service's owners; others name their source.
"""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from urllib.parse import urlsplit


def _seconds(default: int, help: str) -> int:
    return field(default=default, metadata={"help": help, "unit": "s"})


def _text(default: str, help: str) -> str:
    return field(default=default, metadata={"help": help})


@dataclass(frozen=True, slots=True)
class Settings:
    host: str = _text("127.0.0.1", "address to listen on; the demo world serves loopback only")
    port: int = field(default=8080, metadata={"help": "port to listen on", "env": "PORT"})
    data: Path = field(default=Path("var"), metadata={"help": "folder for database, keys and notices"})
    database_url: str = field(
        default="",
        metadata={"help": "SQLAlchemy URL of PostgreSQL; empty = embedded SQLite in `data`", "env": "DATABASE_URL"},
    )
    redis_url: str = field(
        default="", metadata={"help": "Redis for several processes; empty = one process", "env": "REDIS_URL"}
    )
    master_key: str = field(
        default="",
        repr=False,
        metadata={"help": "wraps all data keys: 32 bytes, base64; embedded mode makes one in `data` when empty"},
    )
    origins: str = _text("", "comma-separated exact origins of the pages; empty = this host and port on loopback")
    public_url: str = _text("", "the line's own address as written in notices; empty = the first origin")
    proxied: bool = field(
        default=False,
        metadata={"help": "a TLS proxy in front appends the client's address to X-Forwarded-For; take the last one"},
    )
    exit_url: str = _text("https://www.weather.com.cn/", "where the quick exit leads: a neutral public page")
    demo: bool = field(default=False, metadata={"help": "serve the demo world"})
    heartbeat_url: str = _text("", "outside monitor that alarms when this POST stops coming")

    offer_ttl: int = _seconds(30, "an offer's life (P)")
    offer_misses_alarm: int = field(default=2, metadata={"help": "missed offers before supervisors are alarmed (P)"})
    decline_rest: int = _seconds(120, "a contact is not offered again to who passed on it (P)")
    staff_lease: int = _seconds(30, "silence after which a volunteer loses the contact")
    student_lease_waiting: int = _seconds(600, "silence that gives up a queue place below L3")
    student_lease_active: int = _seconds(1800, "silence after which an answered contact below L3 is marked as left")
    lost_contact: int = _seconds(120, "silence of an L3+ student before the loss is an alarm")
    wait_limit: int = _seconds(60, "waiting time that alarms (P; chat target 80 % within 60 s)")
    wait_limit_high: int = _seconds(30, "the same at L3 and above (P; target 95 % within 30 s)")
    assess_within: int = _seconds(600, "a human assesses every contact within this time of its first answer (P)")
    triage_read_by: int = _seconds(10, "a message the slower reading has not read by then is one a human must read (P)")
    triage_lexicon: Path | None = field(
        default=None, metadata={"help": "folder of the service's own lexicon files; empty = the shipped ones"}
    )
    few: int = field(default=5, metadata={"help": "figures of fewer contacts than this are not shown (P)"})
    handling_time: int = _seconds(2700, "one chat, for the wait estimate (field reports: 45 to 60 minutes)")
    shift_grace: int = _seconds(900, "time to hand over after a shift's end (P)")
    ladder: tuple[int, ...] = field(
        default=(0, 60, 180), metadata={"help": "escalation steps, seconds after opening (P)", "unit": "s"}
    )
    ladder_repeat: int = _seconds(300, "the last step repeats at this interval until a human takes it (P)")
    rearm: int = _seconds(900, "an acknowledged escalation without progress rings again")
    auditor_grace: int = _seconds(10, "lateness of a step before the auditor acts")
    alarm_return: int = _seconds(300, "a taken alarm whose cause persists rings again (P)")
    heartbeat_every: int = _seconds(60, "interval of the heartbeat that leaves the host")
    session_idle: int = _seconds(1800, "idle staff session ends")
    session_absolute: int = _seconds(43200, "a staff session's longest life")
    key_overlap: int = _seconds(60, "a replaced resume secret still works this long")
    key_after_close: int = _seconds(86400, "a resume secret dies this long after the contact closed")
    sign_ins_per_minute: int = field(default=5, metadata={"help": "sign-in attempts per account and minute"})
    messages_per_second: int = field(default=5, metadata={"help": "messages per student and second"})
    messages_burst: int = field(default=20, metadata={"help": "messages a student may send at once"})
    min_free_mb: int = field(default=500, metadata={"help": "free disk below which the server is not ready"})

    @property
    def embedded(self) -> bool:
        return not self.database_url

    @property
    def sqlite_file(self) -> Path:
        return self.data / "line.sqlite3"

    @property
    def allowed_origins(self) -> list[str]:
        if self.origins:
            return [origin.strip().rstrip("/") for origin in self.origins.split(",") if origin.strip()]
        return [f"http://127.0.0.1:{self.port}", f"http://localhost:{self.port}"]

    @property
    def own_address(self) -> str:
        return self.public_url or self.allowed_origins[0]

    @property
    def secure(self) -> bool:
        """Pages are served over HTTPS: cookies carry `__Host-` and Secure."""
        return all(origin.startswith("https://") for origin in self.allowed_origins)

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> Settings:
        """Read `HOTLINE_<NAME>` (or the name a field gives), or the file named by `<NAME>_FILE`.

        Raises ValueError naming the variable that cannot be read.
        """
        source = os.environ if env is None else env
        values: dict[str, object] = {}
        for item in fields(cls):
            name = item.metadata.get("env", f"HOTLINE_{item.name.upper()}")
            raw = source.get(name)
            if (path := source.get(f"{name}_FILE")) is not None:
                try:
                    raw = Path(path).read_text(encoding="utf-8").strip()
                except OSError as problem:
                    raise ValueError(f"{name}_FILE cannot be read: {problem.strerror}") from problem
            if raw is not None and raw != "":
                values[item.name] = _parse(name, str(item.type), raw)
        return cls(**values)  # type: ignore[arg-type]


def _parse(name: str, kind: str, raw: str) -> object:
    try:
        match kind:
            case "int":
                return int(raw)
            case "bool":
                return {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}[raw.lower()]
            case "Path" | "Path | None":
                return Path(raw)
            case "tuple[int, ...]":
                return tuple(int(part) for part in raw.split(","))
            case _:
                return raw
    except (ValueError, KeyError) as problem:
        raise ValueError(f"{name}={raw!r} is not a {kind}") from problem


@dataclass(frozen=True, slots=True)
class Finding:
    """`code` starts with E (refuses the start) or W (starts, and says so)."""

    code: str
    text: str

    @property
    def fatal(self) -> bool:
        return self.code.startswith("E")


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def problems(settings: Settings) -> list[Finding]:
    """What is wrong with these settings, before anything is opened."""
    found: list[Finding] = []

    def add(code: str, text: str) -> None:
        found.append(Finding(code, text))

    if settings.demo and not is_loopback(settings.host):
        add("E01", f"the demo world has published sign-ins and must not be served on {settings.host}: use 127.0.0.1")
    if settings.database_url and not settings.database_url.startswith("postgresql+psycopg://"):
        add("E02", "DATABASE_URL must start with postgresql+psycopg:// (leave it empty for the embedded SQLite)")
    if settings.redis_url and settings.embedded:
        add("E03", "REDIS_URL without DATABASE_URL: several processes need PostgreSQL")
    if not settings.embedded and not settings.master_key:
        add("E04", "HOTLINE_MASTER_KEY (or HOTLINE_MASTER_KEY_FILE) is needed with PostgreSQL")
    for origin in settings.allowed_origins:
        parts = urlsplit(origin)
        if parts.scheme not in ("http", "https") or not parts.netloc or parts.path or "*" in origin:
            add("E05", f"HOTLINE_ORIGINS: {origin!r} is not an exact origin such as https://line.example")
        elif parts.scheme == "http" and not is_loopback(parts.hostname or ""):
            add("E06", f"HOTLINE_ORIGINS: {origin!r} must be https outside this machine")
    if list(settings.ladder) != sorted(set(settings.ladder)) or not settings.ladder:
        add("E07", "HOTLINE_LADDER must be rising seconds, such as 0,60,180")
    for item in fields(settings):
        if item.metadata.get("unit") == "s" and item.name != "ladder" and getattr(settings, item.name) <= 0:
            add("E08", f"HOTLINE_{item.name.upper()} must be more than 0 seconds")
    if not settings.heartbeat_url:
        add("W01", "HOTLINE_HEARTBEAT_URL is empty: nobody outside will notice when this host falls silent")
    if not settings.embedded and not settings.redis_url:
        add("W02", "REDIS_URL is empty: run one web process only, without worker news between processes")
    return found
