"""What a student wrote is sealed at rest, bound to its place, and readable for as long as its key ring is."""

from __future__ import annotations

import base64
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select, update

from chat import events as chat_events
from chat.models import Message
from hotline.app import CannotStart, build
from hotline.core import seal
from hotline.core.errors import Refusal
from hotline.core.models import Base, DataKey
from hotline.core.seal import SealBroken, load_keys
from hotline.core.settings import Settings
from hotline.core.work import Work
from tests.cast import MEI, WANG, XIN, World, client_id, one_time_secret
from tests.conftest import MASTER, STORE
from tests.core.conftest import Outage
from volunteers import events as desk_events

OTHER = base64.b64encode(b"n" * 32).decode()


def read_back(world: World, owner: str, place: str, sealed: bytes) -> str:
    return world.read(seal.unseal, owner, place, sealed)


def words(world: World, contact: str) -> list[str]:
    rows = world.rows(select(Message).where(Message.contact == contact, Message.body.is_not(None)))
    return [read_back(world, contact, f"messages|body|{row.id}", row.body) for row in rows]


@pytest.mark.parametrize("moved_to", ["messages|body|2", "whispers|body|1", "messages|note|1"])
def test_a_ciphertext_does_not_open_in_another_place(world: World, moved_to: str) -> None:
    sealed = world.run(seal.seal, "one", "messages|body|1", "不要告诉我妈")
    assert read_back(world, "one", "messages|body|1", sealed) == "不要告诉我妈"
    with pytest.raises(SealBroken):
        read_back(world, "one", moved_to, sealed)


def test_a_ciphertext_does_not_open_for_another_owner(world: World) -> None:
    sealed = world.run(seal.seal, "one", "messages|body|1", "不要告诉我妈")
    world.run(seal.seal, "other", "messages|body|1", "别的")
    with pytest.raises(SealBroken):
        read_back(world, "other", "messages|body|1", sealed)
    with pytest.raises(SealBroken):
        read_back(world, "nobody", "messages|body|1", sealed)


def test_messages_swapped_in_the_database_do_not_open(world: World) -> None:
    page = world.student("第一句")
    page.say("第二句")
    first, second = world.rows(select(Message).where(Message.body.is_not(None)).order_by(Message.seq))

    def swap(work: Work) -> None:
        for to, body in ((first.id, second.body), (second.id, first.body)):
            work.change(update(Message).where(Message.id == to).values(body=body))

    assert sorted(words(world, page.who.contact)) == ["第一句", "第二句"]
    world.run(swap)
    with pytest.raises(SealBroken):
        words(world, page.who.contact)


@pytest.mark.parametrize("place", [0, 1, 13, -1])
def test_a_changed_byte_anywhere_is_noticed(world: World, place: int) -> None:
    sealed = bytearray(world.run(seal.seal, "one", "messages|body|1", "你好"))
    sealed[place] ^= 1
    with pytest.raises(SealBroken):
        read_back(world, "one", "messages|body|1", bytes(sealed))


def test_the_same_words_never_look_the_same(world: World) -> None:
    sealed = {world.run(seal.seal, "one", "messages|body|1", "你好") for _ in range(200)}
    assert len({one[1:13] for one in sealed}) == 200


def test_nothing_anybody_wrote_can_be_read_in_the_store(world: World) -> None:
    page = world.talking(XIN, "我叫王小明在实验二中")
    page.say("我的电话是13885550199")
    contact = page.who.contact
    epoch = page.contact.epoch
    reply = chat_events.Reply(contact=contact, client_id=client_id(), text="谢谢你告诉我这些", epoch=epoch)
    world.run(chat_events.reply, XIN.staff, reply)
    world.run(chat_events.observe, WANG.staff, chat_events.Observe(contact=contact, reason="新人第一周陪同"))
    whisper = chat_events.SendWhisper(contact=contact, client_id=client_id(), text="问问他身边有没有人")
    world.run(chat_events.whisper, WANG.staff, whisper)
    world.ready(MEI)
    world.run(desk_events.give, XIN.staff, desk_events.Give(contact=contact, to="mei", note="班主任还不知道"))
    record = desk_events.Record(about=["family"], level=0, done=["listened"], next="none", note="父母正在离婚")
    world.run(desk_events.close, XIN.staff, desk_events.Close(contact=contact, record=record))
    secrets = [
        *("王小明", "实验二中", "13885550199", "谢谢你", "陪同", "身边有没有", "班主任", "离婚"),
        *(page.secret, one_time_secret("xin"), "a long enough password", MASTER),
    ]
    stored = everything_stored(world)
    assert b"xin" in stored
    assert [secret for secret in secrets if secret.encode() in stored] == []


def everything_stored(world: World) -> bytes:
    if STORE == "sqlite":
        return b"".join(file.read_bytes() for file in Path(world.runtime.settings.data).glob("line.sqlite3*"))

    def dump(work: Work) -> bytes:
        tables = Base.metadata.sorted_tables
        values = (value for table in tables for row in work.session.execute(select(table)) for value in row)
        return b"\n".join(value if isinstance(value, bytes) else str(value).encode() for value in values)

    return world.read(dump)


def test_after_a_rotation_the_old_words_open_and_new_ones_use_the_new_key(settings: Settings) -> None:
    before = World(settings)
    before.move_in()
    contact = before.student("旧的话").who.contact
    before.close()
    rotated = World(replace(settings, master_key=f"{OTHER},{MASTER}"))
    assert words(rotated, contact) == ["旧的话"]
    later = rotated.student("新的话").who.contact
    rotated.close()
    only_new = World(replace(settings, master_key=OTHER))
    assert words(only_new, later) == ["新的话"]
    with pytest.raises(SealBroken):
        words(only_new, contact)
    only_new.close()


def test_a_key_of_a_verb_that_was_undone_seals_nothing_that_stays(settings: Settings) -> None:
    """Words sealed with a key that is in no row are lost at the next start."""
    world = World(settings)

    def undone(work: Work) -> None:
        for _ in range(3):
            seal.unseal(work, "one", "a|b|c", seal.seal(work, "one", "a|b|c", "你好"))
        raise Refusal("conflict")

    with pytest.raises(Refusal):
        world.run(undone)
    sealed = world.run(seal.seal, "one", "a|b|c", "你好")
    world.close()
    restarted = World(settings)
    assert read_back(restarted, "one", "a|b|c", sealed) == "你好"
    restarted.close()


def test_a_key_of_a_commit_that_failed_seals_nothing_that_stays(settings: Settings, outage: Outage) -> None:
    world = World(settings)
    world.move_in()
    page = world.student()
    hold = threading.Event()
    with outage(world):
        slow = world.database.submit(lambda work: hold.wait(10))
        says = [world.database.submit(chat_events.say, page.who, said(f"第{n}句")) for n in range(3)]
        hold.set()
        assert [type(f.exception(20)) for f in (*says,)] == [Refusal] * 3
        slow.exception(20)
    page.say("存下来的话")
    world.close()
    restarted = World(settings)
    assert words(restarted, page.who.contact) == ["存下来的话"]
    restarted.close()


def said(text: str) -> chat_events.Say:
    return chat_events.Say(client_id=client_id(), text=text)


def test_many_who_seal_for_a_new_owner_at_once_use_one_key(world: World) -> None:
    futures = [world.database.submit(seal.seal, "one", f"a|b|{n}", str(n)) for n in range(40)]
    sealed = [future.result(10) for future in futures]
    assert [read_back(world, "one", f"a|b|{n}", one) for n, one in enumerate(sealed)] == [str(n) for n in range(40)]
    assert world.rows(select(DataKey.owner).where(DataKey.owner == "one")) == ["one"]


@pytest.mark.parametrize("key", ["", "short", base64.b64encode(b"k" * 31).decode(), f"{MASTER},nonsense"])
def test_several_processes_do_not_start_without_a_usable_key(settings: Settings, key: str) -> None:
    with pytest.raises(CannotStart, match=r"E04|E10"):
        build(replace(settings, database_url="postgresql+psycopg://nowhere/line", master_key=key))


def test_the_embedded_line_makes_its_own_key_once_for_its_owner_only(tmp_path: Path) -> None:
    load_keys("", tmp_path, may_create=True)
    file = tmp_path / "master.key"
    first = file.read_bytes()
    assert file.stat().st_mode & 0o777 == 0o600
    load_keys("", tmp_path, may_create=True)
    assert file.read_bytes() == first
    assert len(base64.b64decode(first)) == 32
