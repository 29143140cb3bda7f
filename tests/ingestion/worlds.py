"""Small imports for tests."""

from dataclasses import replace
from datetime import timedelta

from carepath.frames.mapping import Mapping
from carepath.ingestion import actions
from carepath.ingestion.models import Message
from tests.factories import AT, site

MAPPING = Mapping(
    case="case",
    activity="activity",
    time="time",
    time_format="yyyy-MM-dd HH:mm:ss",
    timezone="Europe/Amsterdam",
)
LATER = AT + timedelta(minutes=5)


def log(cases=3, steps=("Arrive", "Triage", "Leave"), first=1, day=1):
    """A table of cases whose steps are ten minutes apart, one case an hour."""
    rows = [
        f"c{case},{step},2026-02-{day:02d} {case % 24:02d}:{place * 10 % 60:02d}:00"
        for case in range(first, first + cases)
        for place, step in enumerate(steps)
    ]
    return "case,activity,time\n" + "".join(f"{row}\n" for row in rows)


def draft(content=None, name="log.csv", at_site=None, at=AT):
    content = log() if content is None else content
    raw = content.encode() if isinstance(content, str) else content
    return actions.store(chunks=[raw], name=name, site=at_site or site(), by="worker:test", at=at)


def received(content=None, source="log", at_site=None, at=AT, **mapping):
    return actions.confirm(
        message=draft(content, at_site=at_site, at=at),
        source=source,
        mapping=replace(MAPPING, **mapping),
        by="worker:test",
        at=at,
    )


def worked_on(message, at=LATER):
    """The message after one round of work."""
    actions.process(message=message.pk, by="worker:test", at=at)
    return Message.objects.select_related("progress", "source", "site").get(pk=message.pk)


def imported(content=None, **how):
    message = received(content, **how)
    return worked_on(message, at=message.received_at + timedelta(minutes=5))
