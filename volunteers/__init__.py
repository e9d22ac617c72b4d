"""The people: sign-in, rota, presence, offers, desk, floor."""

from hotline.contacts.facts import ContactChanged, ContactClaimed, ContactClosed, ContactQueued, ContactReturned
from hotline.core.door import Feature
from hotline.core.jobs import Job, RowFailed
from hotline.core.outbox import EffectFailing
from hotline.core.sockets import Came
from triage.assessments import AssessmentLate
from triage.service import NeedsEyes

from . import alarms, assessing, events, floor, holding, hooks, notices, observing, offers, routes, waits

feature = Feature(
    "volunteers",
    routes=routes.ROUTES,
    desk_events=events.DESK_EVENTS,
    jobs=(
        Job("offers_expire", 1, offers.expire),
        Job("leases", 2, holding.lapse),
        Job("observations_lapse", 5, observing.lapse),
        Job("queue_watch", 2, hooks.watch_queue),
        Job("waits_renew", 5, waits.renew),
        Job("shifts_end", 10, holding.shifts_end),
        Job("alarms_climb", 5, alarms.climb),
    ),
    hooks={
        ContactQueued: (hooks.queued,),
        ContactChanged: (hooks.changed,),
        ContactClaimed: (holding.told_lost, hooks.claimed),
        ContactReturned: (holding.told_lost,),
        ContactClosed: (hooks.closed,),
        Came: (hooks.came,),
        NeedsEyes: (hooks.needs_eyes,),
        AssessmentLate: (assessing.late,),
        EffectFailing: (hooks.effect_failing,),
        RowFailed: (hooks.row_failed,),
    },
    panels={"contacts": (assessing.on_contacts,), "floor": (floor.late_parts,)},
    effects={notices.KIND: notices.console},
)
