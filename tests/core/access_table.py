"""Who may do what: the whole authorization table.

Each desk event is listed for a volunteer or counsellor, and for a supervisor, against each target it can name:

  own        held by (offered to, addressed to) who asks
  another's  the same of somebody else
  closed     own, and over
  over       somebody else's, and over
  absent     an id that names nothing

`seen` is somebody else's contact that the supervisor observes. "-" stands where an event names no such thing.
"""

from __future__ import annotations

TARGETS = ("own", "another's", "closed", "over", "absent", "seen")
STAFF_ROLES = ("volunteer", "counsellor", "supervisor")

OK, NONE, ROLE, LATE = "ok", "not_found", "forbidden", "closed"
NEVER = (ROLE,) * 6

# event: (volunteer and counsellor, supervisor), each by TARGETS
DESK: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "desk": ((OK,), (OK,)),
    "here": ((OK,), (OK,)),
    "ready": ((OK,), (OK,)),
    "pause": ((OK,), (OK,)),
    "leave": ((OK,), (OK,)),
    "floor": ((ROLE,), (OK,)),
    "open": ((OK, NONE, LATE, NONE, NONE, NONE), (OK, NONE, LATE, NONE, NONE, OK)),
    "reply": ((OK, NONE, LATE, NONE, NONE, NONE), (OK, NONE, LATE, NONE, NONE, NONE)),
    "typing": ((OK,) * 6, (OK,) * 6),  # told to nobody but the student of a contact one holds
    "call_supervisor": ((OK, NONE, LATE, NONE, NONE, NONE), (OK, NONE, LATE, NONE, NONE, NONE)),
    "assess": ((OK, NONE, LATE, NONE, NONE, NONE), (OK, NONE, LATE, NONE, NONE, OK)),
    "dismiss_hint": ((OK, NONE, LATE, NONE, NONE, NONE), (OK, NONE, LATE, NONE, NONE, OK)),
    "hand_over": ((OK, NONE, LATE, NONE, NONE, NONE), (OK, NONE, LATE, NONE, NONE, NONE)),
    "end": ((OK, NONE, LATE, NONE, NONE, NONE), (OK, NONE, LATE, NONE, NONE, NONE)),
    "close": ((OK, NONE, LATE, NONE, NONE, NONE), (OK, NONE, LATE, NONE, NONE, NONE)),
    "observe": (NEVER, (OK, OK, LATE, LATE, NONE, OK)),
    "unobserve": (NEVER, (OK, OK, OK, OK, NONE, OK)),
    "whisper": (NEVER, (NONE, NONE, NONE, NONE, NONE, OK)),
    "take_over": (NEVER, (OK, OK, LATE, LATE, NONE, OK)),
    "accept": ((OK, NONE, "taken", NONE, NONE, "-"), (OK, NONE, "taken", NONE, NONE, "-")),
    "decline": ((OK, NONE, OK, NONE, NONE, "-"), (OK, NONE, OK, NONE, NONE, "-")),
    "hand_over_accept": ((OK, NONE, "taken", NONE, NONE, "-"), (OK, NONE, "taken", NONE, NONE, "-")),
    "hand_over_decline": ((OK, NONE, OK, NONE, NONE, "-"), (OK, NONE, OK, NONE, NONE, "-")),
    "hand_over_cancel": ((OK, NONE, OK, NONE, NONE, "-"), (OK, NONE, OK, NONE, NONE, "-")),
    "take_alarm": (NEVER, (OK, "taken", "taken", "taken", NONE, "-")),
    "acknowledge": (NEVER, (OK, "taken", LATE, LATE, NONE, "-")),
    "progress": (NEVER, (OK, OK, LATE, LATE, NONE, "-")),
    "close_escalation": (NEVER, (OK, OK, LATE, LATE, NONE, "-")),
    "end_sessions": (NEVER, (OK, OK, "-", "-", NONE, "-")),
    "review": ((ROLE,), (OK,)),
    "review_done": (NEVER, (OK, OK, OK, "taken", NONE, OK)),  # over: another supervisor was first
}

# A student's event names no contact: its connection is one. Everybody else at that door is nobody.
# event: (nobody, student in a conversation, student of one that is over)
STUDENT: dict[str, tuple[str, str, str]] = {
    "enter": (OK, OK, OK),
    "begin": (OK, OK, OK),
    "recover": ("receipt_unknown", "receipt_unknown", "receipt_unknown"),
    "say": ("enter_first", OK, LATE),
    "danger": ("enter_first", OK, OK),
    "typing": ("enter_first", OK, OK),
    "receipt": ("enter_first", OK, OK),
    "finish": ("enter_first", OK, OK),
    "feedback": ("enter_first", "conflict", OK),
}

# route: the status for (nobody, volunteer, counsellor, supervisor)
HTTP: dict[str, tuple[int, int, int, int]] = {
    "GET /": (200, 200, 200, 200),
    "GET /c/{centre}": (200, 200, 200, 200),
    "POST /api/student/leave": (204, 204, 204, 204),
    "GET /sign-in": (200, 200, 200, 200),
    "GET /desk": (200, 200, 200, 200),
    "GET /floor": (200, 200, 200, 200),
    "GET /review": (200, 200, 200, 200),
    "POST /api/staff/sign-in": (401, 401, 401, 401),
    "POST /api/staff/sign-out": (401, 200, 200, 200),
    "GET /api/staff/me": (401, 200, 200, 200),
    "GET /health": (200, 200, 200, 200),
    "GET /ready": (200, 200, 200, 200),
}
