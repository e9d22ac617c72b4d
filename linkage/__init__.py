"""The network out. In this version: the escalation inside the centre."""

from hotline.contacts.facts import LevelRaised
from hotline.core.door import Feature
from hotline.core.jobs import Job

from . import auditor, events, ladder, pictures

feature = Feature(
    "linkage",
    desk_events=events.DESK_EVENTS,
    jobs=(
        Job("ladder", 1, ladder.run_due),
        Job(auditor.NAME, auditor.EVERY, auditor.scan, watch=True),
        Job("heartbeat", 60, act=auditor.heartbeat, watch=True),
    ),
    hooks={LevelRaised: (ladder.level_raised,)},
    panels={
        "contacts": (pictures.on_contacts,),
        "floor": (pictures.on_floor,),
        "supervisors_desk": (pictures.on_supervisors_desk,),
    },
)
