"""The demo world: one province, two cities with a centre each, everybody on shift all day. Its sign-ins are published,
so it is served on loopback only (setting finding E01). The people are invented work names."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import pyotp
from sqlalchemy import select

from hotline import demo_past
from hotline.app import CannotStart
from hotline.core import seal
from hotline.core.database import Database
from hotline.core.ids import new_id
from hotline.core.work import Work
from volunteers.models import Centre, Person, Shift
from volunteers.sign_in import HASHER

PREFIX = "demo-"
CENTRES = (("gy", "贵阳", "Guiyang"), ("zy", "遵义", "Zunyi"))


@dataclass(frozen=True, slots=True)
class Demo:
    """One published sign-in. `one_time_secret` is base32 for any authenticator (TOTP, 30 s, 6 digits)."""

    login: str
    password: str
    one_time_secret: str
    name_zh: str
    name_en: str
    role: str
    centre: str
    capacity: int
    duties: tuple[str, ...]


PEOPLE = (
    Demo(
        "xiaoxi",
        "warm-tea-at-four",
        "W3LCT4YCIMNKUABTVBWZBA2AMRCGB3LT",
        "小溪",
        "Xiaoxi",
        "volunteer",
        "gy",
        2,
        ("desk",),
    ),
    Demo(
        "amu", "quiet-window-seat", "L3GHNQAMNMVHF4POCIPJOOB677MNMELO", "阿木", "Amu", "volunteer", "gy", 2, ("desk",)
    ),
    Demo(
        "qinghe",
        "paper-lantern-nine",
        "C4CEZZOP6VURENWNY4GJE4QTZH3VGDBQ",
        "青禾",
        "Qinghe",
        "counsellor",
        "gy",
        3,
        ("desk",),
    ),
    Demo(
        "wang",
        "river-stone-bridge",
        "YLUY4V5BQVCG7J62ZZ4BLWI4MON7YCHN",
        "王督导",
        "Wang",
        "supervisor",
        "gy",
        2,
        ("supervisor",),
    ),
    Demo(
        "shiliu",
        "late-bus-homeward",
        "FTQD3ZQXQJJZMTCNJEPYXJDMFEATS64X",
        "石榴",
        "Shiliu",
        "volunteer",
        "zy",
        2,
        ("desk",),
    ),
    Demo(
        "xiaozhou",
        "small-boat-evening",
        "LDTGFMF4KFV4EILGV2EFNU76NDMTOYOY",
        "小舟",
        "Xiaozhou",
        "volunteer",
        "zy",
        2,
        ("desk",),
    ),
    Demo(
        "yunshang",
        "above-the-clouds-3",
        "75IPWN37XZQL27BMARW4DIB4PUM6TUAL",
        "云上",
        "Yunshang",
        "counsellor",
        "zy",
        3,
        ("desk",),
    ),
    Demo(
        "he",
        "second-floor-light",
        "TQ4CCUEDRBXT4ZYTIY5WPV2WT3AZ27XM",
        "何督导",
        "He",
        "supervisor",
        "zy",
        2,
        ("supervisor",),
    ),
    Demo(
        "lin",
        "phone-by-the-bed",
        "U42OCHBHQZ74TCULTYZBGLFHQQYBNEMP",
        "林老师",
        "Lin",
        "supervisor",
        "gy",
        2,
        ("on_call",),
    ),
    Demo(
        "zhou",
        "next-one-to-call",
        "BDEDXKDVRL5KP2NTCNCSBVG6327SIE66",
        "周老师",
        "Zhou",
        "supervisor",
        "zy",
        2,
        ("on_call",),
    ),
    Demo(
        "chen",
        "duty-lead-tonight",
        "TERRMKYAOQ2D2CDD4VDFRUP3R2EHPI34",
        "陈主任",
        "Chen",
        "supervisor",
        "gy",
        2,
        ("lead",),
    ),
)


def ensure(database: Database) -> None:
    """Seed on first start. Raises CannotStart on a database that holds other people."""
    there = database.read(lambda work: set(work.session.scalars(select(Person.id))))
    if any(not person.startswith(PREFIX) for person in there):
        raise CannotStart("E12 this database holds real people: the demo world needs a data folder of its own")
    if not there:
        database.run(seed, {demo.login: HASHER.hash(demo.password) for demo in PEOPLE})


def seed(work: Work, hashes: dict[str, str]) -> None:
    for slug, zh, en in CENTRES:
        work.session.add(Centre(slug=slug, name_zh=zh, name_en=en))
    for place, demo in enumerate(PEOPLE):
        id_ = PREFIX + demo.login
        add_person(work, id_, demo, hashes[demo.login])
        for duty in demo.duties:
            work.session.add(
                Shift(id=new_id(), person=id_, duty=duty, weekday=None, starts="00:00", ends="00:00", place=place)
            )
    demo_past.seed(work, [PREFIX + demo.login for demo in PEOPLE if "desk" in demo.duties])


def add_person(work: Work, id_: str, demo: Demo, password_hash: str) -> None:
    secret = seal.seal(work, f"person:{id_}", f"people|one_time_secret|{id_}", demo.one_time_secret)
    work.session.add(
        Person(
            id=id_,
            login=demo.login,
            password=password_hash,
            one_time_secret=secret,
            one_time_last=0,
            name_zh=demo.name_zh,
            name_en=demo.name_en,
            role=demo.role,
            centre=demo.centre,
            capacity=demo.capacity,
            active=True,
        )
    )


def sign_ins(address: str) -> dict[str, object]:
    """For programs: addresses and everybody's sign-in, with the code of this moment."""
    return {
        "student": address + "/",
        "sign_in": address + "/sign-in",
        "desk": address + "/desk",
        "floor": address + "/floor",
        "review": address + "/review",
        "people": [{**asdict(demo), "code_now": pyotp.TOTP(demo.one_time_secret).now()} for demo in PEOPLE],
    }
