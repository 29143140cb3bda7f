"""Sentences of the ledger and lines of the read log, as far as a right to audit goes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet

from carepath.audit.models import AccessRead, Entry

# What each limit of the right to audit lets see: beginnings of targets, beside one's own acts.
LIMITS = {
    "protocol audit": ("protocols.",),
    "technical": (
        "accounts.",
        "ingestion.",
        "journeys.Source",
        "journeys.Stage",
        "journeys.Target",
        "places.",
        "work.",
    ),
    "own reads": (),
}


PERSON = "accounts.User:"


@dataclass(frozen=True, slots=True)
class Filter:
    """What to show of the ledger: of one target, by one actor, with a verb, between moments."""

    target: str = ""
    actor: str = ""
    verb: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """A line of the read log with its reader's name."""

    row: AccessRead
    who: str


def changes(*, by: Any, wanted: Filter | None = None) -> QuerySet[Entry]:
    """Return the sentences of the ledger this person may read, newest first."""
    found = Entry.objects.order_by("-id")
    if wanted is not None:
        found = _filtered(found, wanted)
    own = Q(actor=f"user:{by.pk}")
    scopes = by.scopes("AUDIT")
    if not scopes:
        return found.filter(own)
    allowed = Q() if "" in scopes else _limited(scopes)
    sites = by.sites_where("AUDIT")
    if sites is not None:
        allowed &= Q(site__in=sites)
    return found.filter(allowed | own) if allowed else found


def reads(*, by: Any, actor: str = "") -> QuerySet[AccessRead]:
    """Return who saw patient data, newest first: one's own reads, or all with the full right.

    The read log names no site, so a persona of the demo sees what its fellow personas read.
    """
    found = AccessRead.objects.order_by("-id")
    if site := getattr(by, "persona_site", ""):
        cast = get_user_model().objects.filter(persona_site=site).values_list("pk", flat=True)
        found = found.filter(actor__in=[f"user:{pk}" for pk in cast])
    if "" not in by.scopes("AUDIT"):
        return found.filter(actor=f"user:{by.pk}")
    return found.filter(actor=actor) if actor else found


def with_names(rows: list[AccessRead]) -> list[Read]:
    """Return the lines with the names of their readers (the read log itself holds only keys)."""
    keys = {row.actor for row in rows}
    ids = [int(key.removeprefix("user:")) for key in keys if key.startswith("user:")]
    people = get_user_model().objects.in_bulk(ids)
    names = {f"user:{pk}": person.get_username() for pk, person in people.items()}
    return [Read(row, names.get(row.actor, row.actor)) for row in rows]


def target_words(targets: list[str]) -> dict[str, str]:
    """Return each target in words: a person by user name, any other row by its kind and number."""
    people = [target.partition(":")[2] for target in targets if target.startswith(PERSON)]
    ids = [int(pk) for pk in people if pk.isdecimal()]
    names = {str(pk): p.get_username() for pk, p in get_user_model().objects.in_bulk(ids).items()}
    return {target: _in_words(target, names) for target in targets}


def _in_words(target: str, names: dict[str, str]) -> str:
    label, _colon, pk = target.partition(":")
    if target.startswith(PERSON):
        return names.get(pk, pk)
    try:
        kind = apps.get_model(label)._meta.verbose_name
    except (LookupError, ValueError):
        return target
    return f"{kind} {pk}"


def _filtered(found: QuerySet[Entry], wanted: Filter) -> QuerySet[Entry]:
    if wanted.target:
        found = found.filter(target=wanted.target)
    if wanted.actor:
        found = found.filter(Q(actor=wanted.actor) | Q(actor_name=wanted.actor))
    if wanted.since:
        found = found.filter(at__gte=wanted.since)
    if wanted.until:
        found = found.filter(at__lt=wanted.until)
    return found.filter(verb__icontains=wanted.verb) if wanted.verb else found


def _limited(scopes: set[str]) -> Q:
    allowed = Q(pk__in=[])  # an unknown limit lets see nothing
    for scope in scopes:
        for beginning in LIMITS.get(scope, ()):
            allowed |= Q(target__startswith=beginning)
    return allowed
