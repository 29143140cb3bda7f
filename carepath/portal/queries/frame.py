"""What every page shows around its content: the navigation, the person, their first page."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carepath.accounts import policies
from carepath.accounts.permissions import Permission as P
from carepath.accounts.roles import Role
from carepath.audit import policies as ledger
from carepath.audit import queries as audit
from carepath.ingestion import queries as inbox
from carepath.portal.queries import tours

SCOPE = ("source", "from", "to")
"""What a link of the navigation carries along, so that the next page asks the same question."""


@dataclass(frozen=True, slots=True)
class Place:
    """A page that has a fixed place in a menu; `needs` None = every person who signed in."""

    name: str
    label: str
    icon: str
    needs: P | None = P.SEE
    scoped: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A link of a menu as this person sees it."""

    url: str
    label: str
    icon: str
    current: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Entries under one title."""

    title: str
    entries: list[Entry]


PLACES: tuple[tuple[str, tuple[Place, ...]], ...] = (
    ("", (Place("portal:now", gettext_lazy("Now"), "activity"),)),
    (
        gettext_lazy("Capacity"),
        (
            Place("capacity:requests", gettext_lazy("Requests"), "bed-double"),
            Place("capacity:board", gettext_lazy("Board"), "layout-grid"),
            Place("forecasts:index", gettext_lazy("Forecast"), "chart-spline"),
            Place("scenarios:index", gettext_lazy("What-if"), "split"),
            Place("outcomes:huddle", gettext_lazy("Huddle"), "users-round"),
            Place("outcomes:escalation", gettext_lazy("Escalation"), "triangle-alert"),
            Place("outcomes:alerts", gettext_lazy("Alerts"), "bell"),
        ),
    ),
    (
        gettext_lazy("Journeys"),
        (
            Place("bottlenecks:index", gettext_lazy("Bottlenecks"), "chart-column-decreasing",
                  scoped=True),
            Place("journeys:index", gettext_lazy("Journeys"), "chart-gantt", scoped=True),
            Place("journeys:annotations", gettext_lazy("Annotations"), "bookmark"),
        ),
    ),
    (
        gettext_lazy("Protocols"),
        (
            Place("protocols:index", gettext_lazy("Library"), "book-marked"),
            Place("protocols:reviews", gettext_lazy("Reviews"), "clipboard-check"),
            Place("protocols:adherence", gettext_lazy("Adherence"), "target"),
            Place("protocols:overrides", gettext_lazy("Overrides"), "route-off"),
            Place("protocols:approvals", gettext_lazy("Who approves"), "users-round"),
        ),
    ),
    (
        gettext_lazy("Measures"),
        (
            Place("capacity:emergency", gettext_lazy("Emergency department"), "siren"),
            Place("capacity:intensive", gettext_lazy("Intensive care"), "heart-pulse"),
            Place("capacity:stays", gettext_lazy("Long stays"), "calendar-clock"),
            Place("capacity:transfers", gettext_lazy("Transfers"), "arrow-right-left"),
            Place("capacity:queues", gettext_lazy("Queues"), "hourglass"),
            Place("capacity:occupancy", gettext_lazy("Occupancy"), "gauge"),
            Place("capacity:constraints", gettext_lazy("What holds up"), "git-merge"),
            Place("capacity:measures", gettext_lazy("Ten measures"), "list-ordered"),
        ),
    ),
    (
        gettext_lazy("Places and people"),
        (
            Place("places:index", gettext_lazy("Beds and staff"), "bed"),
            Place("places:staff", gettext_lazy("Staff by unit"), "users"),
            Place("places:shifts", gettext_lazy("Shifts"), "calendar-clock"),
            Place("places:holidays", gettext_lazy("Public holidays"), "calendar-heart"),
            Place("capacity:equipment", gettext_lazy("Equipment"), "monitor-cog"),
            Place("places:slots", gettext_lazy("Slots"), "calendar-check"),
            Place("places:places", gettext_lazy("Places"), "building-2"),
        ),
    ),
    (
        gettext_lazy("Data"),
        (
            Place("ingestion:index", gettext_lazy("Imports"), "file-up", P.IMPORT),
            Place("ingestion:feeds", gettext_lazy("Feeds"), "radio-tower", P.MANAGE_FEEDS),
            Place("work:index", gettext_lazy("Jobs"), "list-checks", P.MANAGE_FEEDS),
            Place("forecasts:jobs", gettext_lazy("Forecast jobs"), "timer-reset",
                  P.MANAGE_FEEDS),
            Place("work:outbox", gettext_lazy("Outbox"), "mail", P.MANAGE_FEEDS),
            Place("bottlenecks:definitions", gettext_lazy("Definitions"), "book-open-text", None),
        ),
    ),
    (
        gettext_lazy("Audit"),
        (
            Place("audit:index", gettext_lazy("Changes"), "scroll-text", P.AUDIT),
            Place("audit:ledger", gettext_lazy("Ledger"), "link", P.AUDIT),
            Place("audit:reads", gettext_lazy("Access"), "eye", P.AUDIT),
            Place("compliance:index", gettext_lazy("Controls"), "clipboard-check", P.AUDIT),
        ),
    ),
)  # fmt: skip
PERSONAL = (
    Place("mfa_index", gettext_lazy("Two-step sign-in"), "shield-check", None),
    Place("account_change_password", gettext_lazy("Password"), "key-round", None),
    Place("usersessions_list", gettext_lazy("Where I am signed in"), "monitor-smartphone", None),
    Place("accounts:tokens", gettext_lazy("API tokens"), "key-square", None),
    Place("portal:docs", gettext_lazy("API"), "braces", None),
    Place("accounts:index", gettext_lazy("People and roles"), "users", P.MANAGE_PEOPLE),
    Place("portal:screens", gettext_lazy("Screens on walls"), "monitor", P.SET_UP_PLACES),
    Place(
        "protocols:approvals", gettext_lazy("Who approves protocols"), "signature", P.SET_APPROVALS
    ),
)
FIRST = {
    Role.HOSPITAL_ADMINISTRATOR: "portal:now",
    Role.QUALITY_LEAD: "bottlenecks:index",
    Role.PROTOCOL_OWNER: "protocols:index",
    Role.BED_MANAGER: "capacity:requests",
    Role.CLINICIAN: "journeys:index",
    Role.READ_ONLY: "portal:now",
    Role.AUDITOR: "audit:index",
    Role.SYSTEM_ADMINISTRATOR: "ingestion:index",
    Role.RESEARCHER: "bottlenecks:definitions",
}
"""The page that answers each role's first question."""

THEMES = (
    {"value": "auto", "label": gettext_lazy("System"), "icon": "monitor"},
    {"value": "light", "label": gettext_lazy("Light"), "icon": "sun"},
    {"value": "dark", "label": gettext_lazy("Dark"), "icon": "moon"},
)


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Return the context of the frame around each page; none for who has not signed in."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    person = user.get_full_name() or user.get_username()
    frame = {
        "invented": is_invented(request),
        "groups": groups(user, path=request.path, query=request.GET),
        "personal": list(_entries(user, _personal(user), request.path, "")),
        "person": person,
        "initials": initials(person),
        "roles": get_text_list([str(role.value.title) for role in roles(user)], _("and")),
        "search_url": address("portal:search") if user.may(P.SEE) else None,
        "theme_url": address("portal:theme"),
        "themes": THEMES,
        "findings": audit.alerts(is_open=True).count() if ledger.may_settle(user) else 0,
        "silences": inbox.told_silences(by=user),
        "tour": tours.tour(request),
    }
    return {"frame": frame}


def is_invented(request: HttpRequest) -> bool:
    """Return whether the page shows a made-up hospital: its view set `request.site`.

    A persona sees nothing else.
    """
    site = getattr(request, "site", None)
    return bool(request.user.persona_site) or (site is not None and site.synthetic)


def _personal(user: Any) -> tuple[Place, ...]:
    """Return the person's own pages; a persona has no password, keys or tokens."""
    return () if user.persona_site else PERSONAL


def groups(user: Any, *, path: str, query: QueryDict) -> list[Group]:
    """Return the navigation of this person: only pages that exist and that they may open."""
    kept = QueryDict(mutable=True)
    for name in SCOPE:
        if query.get(name):
            kept[name] = query[name]
    found = (
        Group(str(title), list(_entries(user, places, path, kept.urlencode())))
        for title, places in PLACES
    )
    return [group for group in found if group.entries]


def _entries(user: Any, places: tuple[Place, ...], path: str, scope: str) -> Iterator[Entry]:
    for place in places:
        url = address(place.name)
        if url is None or (place.needs and not policies.may(user, place.needs)):
            continue
        query = f"?{scope}" if place.scoped and scope else ""
        yield Entry(url + query, str(place.label), place.icon, path == url)


def address(name: str) -> str | None:
    """Return the address of a page by its name; None while there is no such page."""
    return _address(name, get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())


@cache
def _address(name: str, urlconf: str, _prefix: str) -> str | None:
    """Return the same address: each page shows some fifty, and finding them took a fifth of it."""
    try:
        return reverse(name, urlconf)
    except NoReverseMatch:
        return None


def roles(user: Any) -> list[Role]:
    """Return the roles this person holds anywhere, in the order of the table."""
    held = {role for role, _site in user.held}
    return [role for role in Role if role.name in held]


def initials(person: str) -> str:
    """Return one or two letters for a person."""
    words = person.replace(".", " ").replace("_", " ").split() or ["?"]
    letters = words[0][0] + (words[-1][0] if len(words) > 1 else "")
    return letters.upper()


def first_page(user: Any) -> str | None:
    """Return the address of the page this person's roles ask for first; None without a role."""
    wanted = [FIRST[role] for role in roles(user)]
    if not wanted:
        return None
    places = [place for _title, group in PLACES for place in group]
    order = wanted + [place.name for place in places]
    allowed = {p.name for p in places if p.needs is None or policies.may(user, p.needs)}
    found = (address(name) for name in order if name in allowed)
    return next((url for url in found if url), None)
