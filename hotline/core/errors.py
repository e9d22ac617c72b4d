"""One family of errors. Each has a stable code, a text in both languages, and says whether trying again can help."""

from __future__ import annotations

from typing import Any

TEXTS: dict[str, tuple[int, str, str]] = {
    # code: (HTTP status, 中文, English)
    "bad_payload": (400, "发来的内容格式不对。", "What was sent does not have the right form."),
    "unknown_event": (400, "没有这个操作。", "There is no such action."),
    "too_long": (400, "这一条太长了，请分成几条发。", "That message is too long. Please send it in parts."),
    "empty": (400, "还没有写内容。", "There is nothing written yet."),
    "receipt_in_text": (
        400,
        "这里面有你的凭条码，我们没有送出，免得别人看到。",
        "This contains your return code. We did not send it, so that nobody sees it.",
    ),
    "id_conflict": (
        409,
        "同一个编号来了两段不同的话，没有改动。",
        "The same id came with other words. Nothing changed.",
    ),
    "conflict": (409, "刚刚有人先改了，请看最新的情况。", "Somebody changed this first. Please look again."),
    "taken": (409, "已经有人先接了。", "Somebody else was first."),
    "not_yours": (409, "这段对话现在由别人接着。", "Somebody else holds this conversation now."),
    "closed": (409, "这段对话已经结束。", "This conversation has ended."),
    "confirm_needed": (
        409,
        "这位来访的等级较高，请再确认一次。",
        "This contact's level is high. Please confirm again.",
    ),
    "note_needed": (409, "从 L3 以上往下改，要写一句为什么。", "Lowering from L3 or above needs a word on why."),
    "still_holding": (
        409,
        "你手上还有来访，请先移交或结束。",
        "You still hold contacts. Hand them over or end them first.",
    ),
    "not_on_shift": (409, "现在不在你的班次里。", "You are not on shift now."),
    "desk_full": (409, "手上已经满了。", "Your desk is full."),
    "not_available": (409, "对方现在接不了。", "That colleague cannot take it now."),
    "not_found": (404, "没有找到。", "Not found."),
    "forbidden": (403, "没有权限。", "Not allowed."),
    "signed_out": (401, "请先登录。", "Please sign in."),
    "sign_in_refused": (401, "登录名、密码或验证码不对。", "The name, password or code is not right."),
    "key_retired": (403, "这段对话已经在别处打开，这一页用的是旧钥匙。", "This conversation was opened elsewhere."),
    "receipt_unknown": (
        404,
        "没有找到这个凭条码，请再看一遍数字。",
        "That return code was not found. Check the digits.",
    ),
    "superseded": (409, "这段对话在另一个页面打开了。", "This conversation is open on another page."),
    "enter_first": (409, "正在接回这段对话。", "Coming back to this conversation."),
    "slow_down": (429, "太快了，请等一会儿再试。", "That was too fast. Please wait a moment."),
    "busy": (503, "正忙，马上再试。", "Busy. Trying again."),
    "unavailable": (
        503,
        "现在存不下来，你写的还在这一页。急的话请打 120、110 或 12356。",
        "We cannot store it now; your words are still on this page. If urgent, call 120, 110 or 12356.",
    ),
    "internal": (500, "出了点问题，我们已经记下。", "Something went wrong. It has been recorded."),
}
PASSING = frozenset({"enter_first", "busy", "unavailable", "slow_down", "internal"})


class Refusal(Exception):
    """A request that is not carried out. Nothing it would have changed has changed.

    `code` is one of `TEXTS`; `extra` goes to the client as it is and therefore never holds what a student wrote.
    """

    def __init__(self, code: str, **extra: Any) -> None:
        super().__init__(code)
        self.code = code
        self.extra = extra

    @property
    def status(self) -> int:
        return TEXTS[self.code][0]

    def answer(self) -> dict[str, Any]:
        """The wire form, the same for HTTP bodies and socket acknowledgements."""
        _, zh, en = TEXTS[self.code]
        return {
            "ok": False,
            "code": self.code,
            "text": {"zh": zh, "en": en},
            "retry": self.code in PASSING,
            **self.extra,
        }
