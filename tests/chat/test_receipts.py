"""The return code: it works from any page, the older one dies, guessing is slow, and it never travels in a message."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from chat import events as chat_events
from chat.models import Receipt
from hotline.core import seal
from hotline.core.door import Answer
from hotline.core.errors import Refusal
from tests.cast import StudentPage, World, fresh_secret


async def made(page: StudentPage) -> str:
    answer = await chat_events.receipt(page.world.runtime, page.who, chat_events.Nothing())
    return answer["code"]


async def recover(world: World, code: str, secret: str | None = None) -> Answer:
    payload = chat_events.Recover(code=code, secret=secret or fresh_secret())
    return await chat_events.recover(world.runtime, None, payload)


def wrong(code: str) -> str:
    return code[:-1] + str((int(code[-1]) + 1) % 10)


async def test_the_code_opens_the_conversation_on_another_page(world: World) -> None:
    page = world.student("你好")
    code = await made(page)
    answer = await recover(world, code)
    assert answer.become is not None
    assert answer.become.contact == page.who.contact
    assert answer.then is not None
    assert "你好" in [m.get("text") for m in world.read(answer.then)["messages"]]


async def test_it_is_sixteen_digits_in_fours_and_forgives_how_it_is_written(world: World) -> None:
    code = await made(world.student("你好"))
    assert [len(part) for part in code.split(" ")] == [4, 4, 4, 4]
    wide = code.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    for written in (code.replace(" ", ""), code.replace(" ", "-"), f"  {code} ", wide):
        assert isinstance(await recover(world, written), Answer)


async def test_of_the_code_the_line_keeps_only_what_it_cannot_be_rebuilt_from(world: World) -> None:
    code = (await made(world.student("你好"))).replace(" ", "")
    (row,) = world.rows(select(Receipt))
    assert row.locator == code[:6]
    opened = world.read(lambda work: seal.unseal(work, row.contact, f"receipts|hash|{row.contact}", row.hash))
    assert opened.startswith("$argon2id$")
    assert code[6:] not in opened
    assert b"argon2" not in row.hash


async def test_coming_back_with_it_retires_every_other_key(world: World) -> None:
    page = world.student("你好")
    code = await made(page)
    await recover(world, code)
    entered = world.run(chat_events.enter, None, chat_events.Enter(secret=page.secret, next=fresh_secret(), last_seq=0))
    assert entered["code"] == "key_retired"
    assert world.heard_by(f"student:{page.who.contact}:{page.who.line}", "superseded") == [{}]


async def test_a_recovery_whose_answer_was_lost_works_with_the_same_key(world: World) -> None:
    code = await made(world.student("你好"))
    secret = fresh_secret()
    await recover(world, code, secret)
    assert isinstance(await recover(world, code, secret), Answer)


async def test_a_new_code_replaces_the_older_one(world: World) -> None:
    page = world.student("你好")
    older, newer = await made(page), await made(page)
    with pytest.raises(Refusal, match="receipt_unknown"):
        await recover(world, older)
    assert isinstance(await recover(world, newer), Answer)


async def test_after_five_tries_in_an_hour_it_slows_down_and_never_locks(world: World) -> None:
    page = world.student("你好")
    code = await made(page)
    for _ in range(5):
        with pytest.raises(Refusal, match="receipt_unknown"):
            await recover(world, wrong(code))
    with pytest.raises(Refusal, match="slow_down") as refused:
        await recover(world, code)
    assert refused.value.answer()["retry"]
    wait = refused.value.extra["after_s"]
    assert 0 < wait <= 3600 / 5
    world.clock.advance(wait)
    assert isinstance(await recover(world, code), Answer)


async def test_a_code_of_nobody_slows_down_in_the_same_way(world: World) -> None:
    codes = []
    for _ in range(6):
        with pytest.raises(Refusal) as refused:
            await recover(world, "9999 9999 9999 9999")
        codes.append(refused.value.code)
    assert codes == ["receipt_unknown"] * 5 + ["slow_down"]


@pytest.mark.parametrize("code", ["", "1234", "not a code", "1" * 17])
async def test_what_is_no_code_is_refused(world: World, code: str) -> None:
    with pytest.raises(Refusal, match="receipt_unknown"):
        await recover(world, code)


@pytest.mark.parametrize(
    "written",
    ["{code}", "我的码 {code}", "{dashed}", "{bare}。", "今年2026 {code}", "{bare}5", "{wide}", "{dotted}"],
)
async def test_the_own_code_is_not_accepted_in_a_message(world: World, written: str) -> None:
    page = world.student("你好")
    code = await made(page)
    forms = {
        "code": code,
        "bare": code.replace(" ", ""),
        "dashed": code.replace(" ", "-"),
        "dotted": code.replace(" ", "."),
        "wide": code.translate(str.maketrans("0123456789", "０１２３４５６７８９")),
    }
    last = page.contact.last_seq
    with pytest.raises(Refusal, match="receipt_in_text"):
        page.say(written.format(**forms))
    assert page.contact.last_seq == last


async def test_other_numbers_may_be_said(world: World) -> None:
    page = world.student("你好")
    await made(page)
    assert page.say("他的卡号是 6222 0000 1111 2222")["seq"] > 0
