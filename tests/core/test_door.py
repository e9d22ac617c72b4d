"""Doors: closed by default. What does not say who may use it, or takes more than it names, does not open."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from msgspec import inspect

from hotline import app
from hotline.app import FEATURES
from hotline.core.door import (
    Allow,
    Event,
    Feature,
    Nothing,
    Route,
    Shape,
    Staff,
    Student,
    Who,
    check_features,
    parse,
    permit,
)
from hotline.core.errors import PASSING, TEXTS, Refusal
from hotline.core.settings import Settings
from hotline.core.work import Work

STUDENT = Student("contact", 1)
ROLES: dict[str, Who] = {
    "nobody": None,
    "student": STUDENT,
    "volunteer": Staff("xin", "volunteer", "gy", "s"),
    "counsellor": Staff("qiao", "counsellor", "gy", "s"),
    "supervisor": Staff("wang", "supervisor", "gy", "s"),
}


def verb(work: Work, who: Any, payload: Any) -> None: ...


async def act(runtime: Any, who: Any, payload: Any) -> None: ...


def event(**changes: Any) -> Event:
    given: dict[str, Any] = {"name": "knock", "allow": Allow.STAFF, "payload": Nothing, "verb": verb, **changes}
    return Event(**given)


def test_the_line_itself_passes_the_check() -> None:
    check_features(FEATURES)


@pytest.mark.parametrize(
    "broken",
    [
        event(allow=None),
        event(allow="staff"),
        event(payload=dict),
        event(verb=None),
        event(act=act),
    ],
    ids=["nobody named", "only a word", "open payload", "does nothing", "does two things"],
)
def test_an_event_that_leaves_something_open_does_not_start(
    broken: Event, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    feature = Feature("broken", desk_events=(broken,))
    with pytest.raises(ValueError, match="desk:knock"):
        check_features([feature])
    monkeypatch.setattr(app, "FEATURES", [*FEATURES, feature])
    with pytest.raises(ValueError, match="desk:knock"):
        app.build(settings)


def test_a_route_that_does_not_say_who_may_use_it_does_not_start() -> None:
    route = Route("GET", "/open", None, act)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="GET /open"):
        check_features([Feature("broken", routes=(route,))])


@pytest.mark.parametrize("door", ["student_events", "desk_events"])
def test_two_features_cannot_offer_the_same_event(door: str) -> None:
    twice = [Feature(name, **{door: (event(),)}) for name in ("one", "two")]  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="knock is offered twice"):
        check_features(twice)


def test_two_features_cannot_offer_the_same_route() -> None:
    twice = [Feature(name, routes=(Route("GET", "/x", Allow.ANYONE, act),)) for name in ("one", "two")]
    with pytest.raises(ValueError, match="GET /x is offered twice"):
        check_features(twice)


def test_the_same_name_at_both_doors_is_two_events() -> None:
    check_features([Feature("both", student_events=(event(),), desk_events=(event(),))])


OPEN, NOT_IN, NO_ROLE, NOT_YET = "ok", "signed_out", "forbidden", "enter_first"


@pytest.mark.parametrize(
    ("allow", "expected"),
    [
        (Allow.ANYONE, [OPEN, OPEN, OPEN, OPEN, OPEN]),
        (Allow.STUDENT, [NOT_YET, OPEN, NOT_YET, NOT_YET, NOT_YET]),
        (Allow.STAFF, [NOT_IN, NOT_IN, OPEN, OPEN, OPEN]),
        (Allow.SUPERVISOR, [NOT_IN, NOT_IN, NO_ROLE, NO_ROLE, OPEN]),
    ],
)
def test_who_may_pass(allow: Allow, expected: list[str]) -> None:
    assert [outcome(allow, who) for who in ROLES.values()] == expected


def test_a_role_nobody_knows_is_not_a_supervisor() -> None:
    assert outcome(Allow.SUPERVISOR, Staff("x", "Supervisor ", "gy", "s")) == NO_ROLE


def outcome(allow: Allow, who: Who) -> str:
    try:
        permit(allow, who)
    except Refusal as refusal:
        return refusal.code
    return OPEN


class Inner(Shape):
    word: str


class Outer(Shape):
    inner: Inner
    number: int


@pytest.mark.parametrize(
    ("raw", "at"),
    [
        ({"inner": {"word": "w"}, "number": 1, "role": "supervisor"}, "role"),
        ({"inner": {"word": "w", "x": 1}, "number": 1}, "$.inner"),
        ({"inner": {"word": "秘密"}, "number": "秘密"}, "$.number"),
        ({"inner": {"word": 3}, "number": 1}, "$.inner.word"),
        ({"inner": {"word": "w"}}, "number"),
        ([], "$"),
        (None, "$"),
    ],
)
def test_a_payload_is_closed_and_the_answer_names_the_place_never_the_value(raw: Any, at: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse(Outer, raw)
    assert refused.value.code == "bad_payload"
    assert refused.value.extra == {"at": at}


@pytest.mark.parametrize(
    "broken", ["\ud83d", "half \udc00 pair", "\x00", "a\x00b"], ids=["high half", "low half", "zero", "zero within"]
)
def test_text_no_store_can_keep_arrives_with_a_mark_where_it_was_broken(broken: str) -> None:
    word = parse(Outer, {"inner": {"word": f"你好{broken}😀"}, "number": 1}).inner.word
    assert word.startswith("你好")
    assert word.endswith("😀")
    assert "�" in word
    assert "\x00" not in word
    word.encode()


def every_payload() -> Iterator[tuple[str, type[Shape]]]:
    for feature in FEATURES:
        for one in (*feature.student_events, *feature.desk_events):
            yield one.name, one.payload
        for route in feature.routes:
            yield route.path, route.payload


def loose_ends(kind: inspect.Type, path: str) -> Iterator[str]:
    match kind:
        case inspect.StructType(cls=cls, fields=fields):
            if not issubclass(cls, Shape) or not cls.__struct_config__.forbid_unknown_fields:
                yield f"{path} takes unknown fields"
            for field in fields:
                yield from loose_ends(field.type, f"{path}.{field.encode_name}")
        case inspect.UnionType(types=types):
            for one in types:
                yield from loose_ends(one, path)
        case inspect.ListType(item_type=item, max_length=longest):
            if longest is None:
                yield f"{path} has no longest list"
            yield from loose_ends(item, f"{path}[]")
        case inspect.StrType(max_length=longest, pattern=pattern):
            if longest is None and pattern is None:
                yield f"{path} has no longest text"
        case inspect.IntType(le=most, ge=least):
            if most is None or least is None:
                yield f"{path} is a number without bounds"
        case inspect.DictType() | inspect.AnyType():
            yield f"{path} takes anything"


@pytest.mark.parametrize(("name", "payload"), list(every_payload()))
def test_whatever_a_page_may_send_is_closed_and_bounded(name: str, payload: type[Shape]) -> None:
    assert list(loose_ends(inspect.type_info(payload), name)) == []
    with pytest.raises(Refusal):
        parse(payload, {"no such field": 1})


def test_every_refusal_speaks_both_languages_and_says_whether_to_try_again() -> None:
    for code, (status, zh, en) in TEXTS.items():
        answer = Refusal(code, after_s=3).answer()
        assert answer["text"] == {"zh": zh, "en": en}
        assert zh
        assert en
        assert answer["retry"] is (code in PASSING)
        assert answer["after_s"] == 3
        assert 400 <= status <= 599
        msgspec.json.encode(answer)
