"""My work: what waits for one person, only of what they may act on, the most urgent first."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from carepath.accounts import queries as people
from carepath.accounts.permissions import Permission as P
from carepath.audit import policies as ledger
from carepath.audit import queries as audit
from carepath.capacity import queries as capacity
from carepath.frames.definitions import REGISTER
from carepath.ingestion import queries as inbox
from carepath.outcomes import queries as outcomes
from carepath.protocols import queries as protocols

SHOWN = 10
"""Of each kind; the page of the kind has the rest."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that waits: what, where one acts on it, where and since when; `settles` is where
    one click is all there is to do."""

    text: str
    url: str
    where: str = ""
    since: datetime | None = None
    zone: str = "UTC"
    settles: str = ""


@dataclass(frozen=True, slots=True)
class Heap:
    """All that waits of one kind: how many, the first of them, and the page that has them all."""

    key: str
    title: str
    icon: str
    n: int
    items: tuple[Item, ...]
    url: str


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of work: who may act on it at all, its rows for a person, and one of them in words;
    `timed` = time alone makes it wait: its rows are asked for at a moment."""

    key: str
    title: str
    icon: str
    page: str
    may: Callable[[Any], bool]
    rows: Callable[..., Any]
    item: Callable[[Any], Item]
    timed: bool = False


def my_work(*, by: Any, at: datetime) -> list[Heap]:
    """Return what waits for a person at a real moment, kinds of which nothing waits left out."""
    found = (_heap(kind, by, at) for kind in KINDS if kind.may(by))
    return [heap for heap in found if heap.n]


def _heap(kind: Kind, by: Any, at: datetime) -> Heap:
    rows = kind.rows(by=by, at=at) if kind.timed else kind.rows(by=by)
    n = rows.count() if isinstance(rows, QuerySet) else len(rows)
    first: Iterable[Any] = rows[:SHOWN] if isinstance(rows, QuerySet) else islice(rows, SHOWN)
    items = tuple(kind.item(row) for row in first) if n else ()
    return Heap(kind.key, str(kind.title), kind.icon, n, items, reverse(kind.page))


def _may(*permissions: P) -> Callable[[Any], bool]:
    return lambda by: by.may(*permissions)


def _alert(row: Any) -> Item:
    return Item(_(REGISTER[row.parameter].title), reverse("outcomes:alert", args=[row.pk]),
                row.site.name, row.raised_at, row.site.timezone)  # fmt: skip


def _move(row: Any) -> Item:
    unit = row.bed.unit
    text = f"{unit}, {row.bed}: {_(row.get_kind_display())}, {_(row.get_standing_display())}"
    url = f"{reverse('capacity:moves')}?{urlencode({'site': unit.site.slug})}"
    return Item(text, url, unit.site.name, row.recorded_at, unit.site.timezone)


def _note(row: Any) -> Item:
    text = ngettext(
        "%(rule)s: %(n)s alert was held back in a shift. Does the rule tell too often?",
        "%(rule)s: %(n)s alerts were held back in a shift. Does the rule tell too often?",
        row.held_back,
    ) % {"rule": _(REGISTER[row.parameter].title), "n": row.held_back}
    url = f"{reverse('outcomes:alerts')}?site={row.site.slug}&parameter={row.parameter}"
    settles = reverse("outcomes:settle_note", args=[row.pk])
    return Item(text, url, row.site.name, row.shift_at, row.site.timezone, settles)


def _rules(row: Any) -> Item:
    return Item(row.name, reverse("outcomes:rule_set", args=[row.pk]), row.site.name,
                row.proposed_at, row.site.timezone)  # fmt: skip


def _override(row: Any) -> Item:
    site = row.journey.site
    text = f"{row.protocol} · {capacity.called(row.journey)}"
    return Item(text, reverse("protocols:overrides"), site.name, row.asked_at, site.timezone)


def _review(row: Any) -> Item:
    site = row.protocol.site
    url = reverse("protocols:version", args=[row.protocol_id, row.number])
    return Item(f"{row.protocol} {row}", url, site.name, row.created_at, site.timezone)


def _policy(row: Any) -> Item:
    where = row.site.name if row.site else _("all sites")
    slug = f"?site={row.site.slug}" if row.site else ""
    return Item(row.name, reverse("protocols:approvals") + slug, where, row.proposed_at)


def _silence(row: Any) -> Item:
    site = row.source.site
    return Item(row.source.name, reverse("ingestion:feeds"), site.name, row.since_at, site.timezone)


def _aside(row: Any) -> Item:
    source, n = row
    text = ngettext("%(name)s: %(n)s message", "%(name)s: %(n)s messages", n)
    url = reverse("ingestion:quarantine", args=[source.pk])
    return Item(text % {"name": source.name, "n": n}, url, source.site.name)


def _finding(row: Any) -> Item:
    return Item(str(row), reverse("audit:ledger"))


def _proposal(row: Any) -> Item:
    text = f"{row.user.get_full_name() or row.user.get_username()}: {row.title}"
    return Item(text, reverse("accounts:index"), row.site, row.proposed_at)


def _proposals(*, by: Any) -> QuerySet:
    return people.waiting_proposals(by=by).exclude(proposed_by=by.pk)


def _findings(*, by: Any) -> QuerySet:
    return audit.alerts(is_open=True)


KINDS = (
    Kind("alerts", gettext_lazy("Alerts"), "bell-ring", "outcomes:alerts",
         _may(P.ACKNOWLEDGE_ALERT), outcomes.mine, _alert),
    Kind("moves", gettext_lazy("Moves that no feed tells"), "bed", "capacity:moves", _may(P.PLACE),
         capacity.moves_to_settle, _move, timed=True),
    Kind("overrides", gettext_lazy("Overrides to countersign"), "route-off", "protocols:overrides",
         _may(P.OVERRIDE), protocols.to_countersign, _override),
    Kind("silences", gettext_lazy("Silent feeds"), "bell-off", "ingestion:feeds",
         _may(P.MANAGE_FEEDS), inbox.unsettled_silences, _silence),
    Kind("findings", gettext_lazy("Findings in the ledger"), "triangle-alert", "audit:ledger",
         ledger.may_settle, _findings, _finding),
    Kind("aside", gettext_lazy("Messages set aside"), "inbox", "ingestion:feeds",
         _may(P.MANAGE_FEEDS), inbox.aside_by_feed, _aside),
    Kind("reviews", gettext_lazy("Protocols to review"), "clipboard-check", "protocols:reviews",
         _may(P.REVIEW), protocols.to_review, _review),
    Kind("rules", gettext_lazy("Escalation rules to confirm"), "scale", "outcomes:rules",
         _may(P.SET_ESCALATION), outcomes.waiting_for, _rules),
    Kind("policies", gettext_lazy("Approval policies to confirm"), "users-round",
         "protocols:approvals", _may(P.SET_APPROVALS), protocols.policies_to_confirm, _policy),
    Kind("roles", gettext_lazy("Roles to approve"), "users", "accounts:index",
         _may(P.MANAGE_PEOPLE), _proposals, _proposal),
    Kind("notes", gettext_lazy("Rules that tell too often"), "bell-off", "outcomes:alerts",
         _may(P.ACKNOWLEDGE_ALERT), outcomes.notes, _note),
)  # fmt: skip
"""What can wait, the most urgent first; one more kind is one more line."""
