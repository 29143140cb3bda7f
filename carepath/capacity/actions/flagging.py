"""What people say of a patient on the board: put up, changed, taken down."""

from datetime import datetime

from carepath.accounts.models import User
from carepath.audit import actions as audit
from carepath.capacity import policies
from carepath.capacity.models import Flag
from carepath.frames import flags
from carepath.journeys.models import Journey


def put_up(
    *,
    journey: Journey,
    kind: str,
    by: User,
    at: datetime,
    due: datetime | None = None,
    what: str = "",
    owner: str = "",
) -> Flag:
    """Say something of a patient (a code of flags.KINDS); of what is said once the later counts.

    `due` is when a discharge is expected, `what` holds it up (a code of flags.BARRIERS) and `owner`
    sees to it. ValueError for a kind or a barrier there is none of.
    """
    site = journey.site
    policies.check_place(by, site)
    if kind not in flags.KINDS or (kind == flags.BARRIER and what not in flags.BARRIERS):
        raise ValueError(f"{kind} {what}")
    now = site.time(at)
    with audit.recording_as(by, at=at) as act:
        # Two at once: the second waits here, and then ends the flag of the first.
        journey = Journey.objects.select_for_update(of=("self",), no_key=True).get(pk=journey.pk)
        if kind in flags.ONCE:
            standing = Flag.objects.filter(journey=journey, kind=kind, ended_at=None)
            standing.update(ended_at=now, ended_by=act.actor[:150])
        row = Flag.objects.create(
            journey=journey, kind=kind, due_at=due, what=what, owner=owner[:80], since_at=now,
            said_by=act.actor[:150], by_name=act.actor_name[:150],
        )  # fmt: skip
        audit.record(f"patient.{kind}", row, site=site.slug, journey=journey.short, what=what)
    return row


def take_down(*, flag: Flag, by: User, at: datetime) -> bool:
    """Say that it is so no more; return whether it still was."""
    site = flag.journey.site
    policies.check_place(by, site)
    with audit.recording_as(by, at=at) as act:
        mine = Flag.objects.filter(pk=flag.pk, ended_at=None)
        done = mine.update(ended_at=site.time(at), ended_by=act.actor[:150])
        if done:
            audit.record(
                f"patient.{flag.kind}_ended", flag, site=site.slug, journey=flag.journey.short
            )
    return bool(done)
