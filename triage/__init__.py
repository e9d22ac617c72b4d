"""What was said -> level and reasons. Machines raise, humans decide."""

from hotline.contacts.facts import ContactClaimed, ContactClosed
from hotline.core.door import Feature
from hotline.core.jobs import Job

from . import assessments, pictures, slow

feature = Feature(
    "triage",
    jobs=(Job(assessments.JOB, 5, assessments.run_due), *slow.JOBS),
    hooks={ContactClaimed: (assessments.claimed,), ContactClosed: (assessments.closed,)},
    panels={"contacts": (pictures.on_contacts,), "floor": (pictures.on_floor,)},
)
