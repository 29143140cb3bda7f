"""The one table of roles and what each may do; docs and pages are drawn from it.

A cell may be qualified, as in design: a `scope` ("own unit"), `proof` (renewed sign-in needed) and
`two` (a second person needed). A scoped right counts only where pages honour its scope.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import Enum

from django.utils.text import get_text_list
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from carepath.accounts.permissions import Permission as P


@dataclass(frozen=True, slots=True)
class Cell:
    """How far one role may do one thing."""

    scope: str = ""
    proof: bool = False
    two: bool = False


@dataclass(frozen=True, slots=True, eq=False)  # compared by identity: translations load later
class Holding:
    """A role's printed name, what it is for, its rights, and how it signs in."""

    title: str
    purpose: str
    may: Mapping[P, Cell]
    mfa_required: bool = True
    idle_minutes: int = 15
    session_hours: int = 12


YES = Cell()
ALONE_NEVER = Cell(proof=True, two=True)

# Scopes that today's pages honour. `protocols.policies` asks whether a reviewer was named and never
# lets anybody approve what they changed. Exports hold aggregates and pseudonyms, never identity, so
# that both export scopes are served alike; the audit pages filter by their scope.
HONOURED: Mapping[P, frozenset[str]] = {
    P.EXPORT: frozenset({"aggregates", "lists"}),
    P.AUDIT: frozenset({"protocol audit", "technical", "own reads"}),
    P.REVIEW: frozenset({"others' only", "if named reviewer"}),
}

# What an API token may carry at all: programs never review, activate, stop, override, say who
# approves, what is an alert or when beds are advised, audit or manage people.
BY_TOKEN = frozenset(P) - {
    P.REVIEW, P.ACTIVATE, P.ROLL_BACK, P.OVERRIDE, P.SET_APPROVALS, P.SET_ESCALATION, P.SET_ADVICE,
    P.AUDIT, P.MANAGE_PEOPLE,
}  # fmt: skip


class Role(Enum):
    """A role; its value says what it may do."""

    HOSPITAL_ADMINISTRATOR = Holding(
        _("hospital administrator"),
        _("runs the hospital day by day"),
        {
            P.SEE: YES,
            P.EXPORT: Cell("aggregates", proof=True),
            P.ANNOTATE: YES,
            P.IMPORT: YES,
            P.UNDO_IMPORT: YES,
            P.ENTER_STAFFING: YES,
            P.SET_UP_PLACES: YES,
            P.ACKNOWLEDGE_ALERT: YES,
            P.HUDDLE: YES,
            P.DECIDE_RECOMMENDATION: YES,
            P.RUN_WHAT_IF: YES,
            P.ROLL_BACK: YES,
            P.SET_APPROVALS: ALONE_NEVER,
            P.SET_ESCALATION: ALONE_NEVER,
            P.SET_ADVICE: YES,
        },
    )
    BED_MANAGER = Holding(
        _("bed manager"),
        _("finds each patient a bed"),
        {
            P.SEE: YES,
            P.EXPORT: Cell("lists"),
            P.ANNOTATE: YES,
            P.PLACE: YES,
            P.CORRECT_BED: YES,
            P.ENTER_STAFFING: YES,
            P.ACKNOWLEDGE_ALERT: YES,
            P.HUDDLE: YES,
            P.DECIDE_RECOMMENDATION: YES,
            P.RUN_WHAT_IF: YES,
        },
    )
    CLINICIAN = Holding(
        _("clinician"),
        _("treats patients"),
        {
            P.SEE: YES,
            P.ANNOTATE: YES,
            P.CORRECT_BED: Cell("own unit"),
            P.ACKNOWLEDGE_ALERT: Cell("own unit"),
            P.HUDDLE: YES,
            P.REVIEW: Cell("if named reviewer", proof=True, two=True),
            P.ROLL_BACK: YES,
            P.OVERRIDE: Cell(two=True),
            P.AUDIT: Cell("own reads"),
        },
    )
    PROTOCOL_OWNER = Holding(
        _("protocol owner"),
        _("keeps a protocol and its versions"),
        {
            P.SEE: YES,
            P.ANNOTATE: YES,
            P.ACKNOWLEDGE_ALERT: Cell("own protocols"),
            P.RUN_WHAT_IF: YES,
            P.AUTHOR: YES,
            P.REVIEW: Cell("others' only", proof=True, two=True),
            P.ACTIVATE: ALONE_NEVER,
            P.ROLL_BACK: YES,
            P.AUDIT: Cell("protocol audit"),
        },
    )
    QUALITY_LEAD = Holding(
        _("quality lead"),
        _("finds where the hours go and what to change"),
        {
            P.SEE: YES,
            P.EXPORT: Cell("aggregates", proof=True),
            P.ANNOTATE: YES,
            P.IMPORT: YES,
            P.UNDO_IMPORT: YES,
            P.ACKNOWLEDGE_ALERT: YES,
            P.HUDDLE: YES,
            P.RUN_WHAT_IF: YES,
            P.AUTHOR: YES,
            P.REVIEW: Cell("others' only", proof=True, two=True),
            P.ROLL_BACK: YES,
            P.AUDIT: Cell("protocol audit"),
            P.SET_ESCALATION: ALONE_NEVER,
            P.SET_ADVICE: YES,
        },
    )
    RESEARCHER = Holding(
        _("researcher"),
        _("studies released data sets"),
        {P.SEE: Cell("released sets"), P.EXPORT: ALONE_NEVER},
    )
    AUDITOR = Holding(
        _("auditor"),
        _("checks every change and every read (privacy officer)"),
        {P.SEE: Cell("by case"), P.EXPORT: Cell(proof=True), P.AUDIT: YES},
    )
    SYSTEM_ADMINISTRATOR = Holding(
        _("system administrator"),
        _("runs the portal, its feeds and its people"),
        {
            P.IMPORT: YES,
            P.UNDO_IMPORT: YES,
            P.MANAGE_FEEDS: YES,
            P.ACKNOWLEDGE_ALERT: Cell("technical"),
            P.AUDIT: Cell("technical"),
            P.MANAGE_PEOPLE: ALONE_NEVER,
            P.SET_APPROVALS: ALONE_NEVER,
        },
    )
    READ_ONLY = Holding(_("read-only"), _("looks on"), {P.SEE: YES}, mfa_required=False)

    def counts(self, permission: P) -> bool:
        """Return whether this role has the right in a form that today's pages honour."""
        cell = self.value.may.get(permission)
        if cell is None:
            return False
        return not cell.scope or cell.scope in HONOURED.get(permission, frozenset())


# The first account may do the whole job alone until there are colleagues.
FIRST_ACCOUNT = (Role.HOSPITAL_ADMINISTRATOR, Role.SYSTEM_ADMINISTRATOR, Role.QUALITY_LEAD)


def roles_that_may(*permissions: P) -> list[Role]:
    """Return the roles with one of these rights in a form that today's pages honour."""
    return [role for role in Role if any(role.counts(permission) for permission in permissions)]


def refusal(*permissions: P, token_scopes: Collection[str] | None = None) -> str:
    """Return the sentence of a refusal: what is refused, and which roles may or what is missing."""
    act = get_text_list([permission.words for permission in permissions], gettext("or"))
    if token_scopes is not None and not {p.name for p in permissions} & set(token_scopes):
        scopes = [permission.scope for permission in permissions]
        return gettext("This token may not %(act)s: it lacks the scope %(scope)s.") % {
            "act": act,
            "scope": get_text_list(scopes, gettext("or")),
        }
    holders = [str(role.value.title) for role in roles_that_may(*permissions)]
    return gettext("You may not %(act)s. Roles that may: %(roles)s.") % {
        "act": act,
        "roles": get_text_list(holders, gettext("or")) if holders else gettext("none yet"),
    }


@dataclass(frozen=True, slots=True, eq=False)
class Persona:
    """Somebody to look at the demo as: the key of the address, a name, a role there or none."""

    key: str
    name: str
    role: Role | None
    sees: str


# No persona runs the portal itself: its pages tell of every site. Whoever must not decide alone is
# there twice: overrides, changes of protocols and who approves them need a second person.
PERSONAS = (
    Persona("nora", _("Nurse Nora"), Role.CLINICIAN, _("Journeys, one patient at a time.")),
    Persona("dora", _("Doctor Dora"), Role.CLINICIAN, _("The same; signs what Nora asks for.")),
    Persona("ben", _("Bed manager Ben"), Role.BED_MANAGER, _("Beds and staff, and who waits.")),
    Persona(
        "hana",
        _("Administrator Hana"),
        Role.HOSPITAL_ADMINISTRATOR,
        _("The whole hospital, day by day."),
    ),
    Persona(
        "hugo",
        _("Administrator Hugo"),
        Role.HOSPITAL_ADMINISTRATOR,
        _("The same; confirms what Hana proposes."),
    ),
    Persona(
        "quinn", _("Quality lead Quinn"), Role.QUALITY_LEAD, _("Where the hours go, and targets.")
    ),
    Persona("pia", _("Protocol owner Pia"), Role.PROTOCOL_OWNER, _("What a change would do.")),
    Persona(
        "paul",
        _("Protocol owner Paul"),
        Role.PROTOCOL_OWNER,
        _("The same; approves what Pia changes."),
    ),
    Persona("ada", _("Auditor Ada"), Role.AUDITOR, _("Who changed what, and who read what.")),
    Persona("rosa", _("Researcher Rosa"), Role.RESEARCHER, _("Definitions and released sets.")),
    Persona("otto", _("Outsider Otto"), None, _("Nothing: he holds no role.")),
)
