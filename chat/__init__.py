"""The web chat: one of the doors in."""

from hotline.contacts.facts import (
    ContactChanged,
    ContactClaimed,
    ContactClosed,
    ContactEnded,
    ContactQueued,
    ContactReturned,
)
from hotline.core.door import Feature
from hotline.core.jobs import Job
from hotline.core.sockets import Gone
from triage.dismissals import HintDismissed
from triage.slow import HintsChanged
from volunteers.waits import NobodyThere

from . import events, hooks, routes

feature = Feature(
    "chat",
    routes=routes.ROUTES,
    student_events=events.STUDENT_EVENTS,
    desk_events=events.DESK_EVENTS,
    jobs=(Job("silence", 5, hooks.silence),),
    hooks={
        ContactClaimed: (hooks.claimed,),
        ContactReturned: (hooks.returned,),
        ContactEnded: (hooks.ended,),
        NobodyThere: (hooks.nobody,),
        HintDismissed: (hooks.hints_changed,),
        HintsChanged: (hooks.hints_changed,),
        ContactChanged: (hooks.changed, hooks.came_back),
        ContactQueued: (hooks.changed,),
        ContactClosed: (hooks.changed,),
        Gone: (hooks.gone,),
    },
)
