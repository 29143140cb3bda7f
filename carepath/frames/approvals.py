"""An approval policy as a document: how many people, of which roles, for each risk of a change.

Its one way of being written down is canonical JSON, so that a version can hold the very text that
was in force when its review was asked for.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

SCHEMA = "carepath.approvals/1"
WORDING, CARE, LIMIT, DOSE = range(4)
RISKS = ("wording", "care", "limit", "dose")
"""Code to name of how much a change weighs: the highest decides who must approve."""
MOST = 5
"""People that a change can ask for at most."""
FEWEST: Mapping[int, int] = {WORDING: 1, CARE: 1, LIMIT: 1, DOSE: 2}
"""People that a change of this risk asks for at least, whatever a hospital decides."""


class PolicyError(ValueError):
    """A policy that cannot be; the text says why."""


def gettext_noop(text: str) -> str:
    """Return the text itself; the name marks it for translation."""
    return text


_ = gettext_noop


@dataclass(frozen=True, slots=True)
class Need:
    """So many people, and of each group of roles another one of them."""

    approvers: int
    groups: tuple[frozenset[str], ...] = ()


@dataclass(frozen=True, slots=True)
class Approvals:
    """What each risk asks for, by its code, and the checks that must pass beside those that always
    must."""

    needs: tuple[Need, Need, Need, Need]
    checks: frozenset[str] = frozenset()


CLINICAL = frozenset({"CLINICIAN"})
GOVERNANCE = frozenset({"PROTOCOL_OWNER", "QUALITY_LEAD"})
SHIPPED = Approvals(
    (
        Need(1),
        Need(2, (CLINICAL,)),
        Need(2, (CLINICAL, GOVERNANCE)),
        Need(2, (CLINICAL, GOVERNANCE)),
    ),
    frozenset({"replay"}),
)
"""What holds until a hospital decides otherwise."""


def canonical(policy: Approvals) -> str:
    """Return the policy as JSON: sorted keys, no blanks, so that equal policies are equal."""
    needs = {
        name: {"approvers": need.approvers, "groups": [sorted(group) for group in need.groups]}
        for name, need in zip(RISKS, policy.needs, strict=True)
    }
    content = {"schema": SCHEMA, "checks": sorted(policy.checks), "needs": needs}
    return json.dumps(content, sort_keys=True, separators=(",", ":"))


def read(text: str) -> Approvals:
    """Return the policy of a JSON text; PolicyError for what it does not fully understand."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise PolicyError(_("This is no approval policy: it is not JSON.")) from error
    if not isinstance(content, dict) or content.get("schema") != SCHEMA:
        raise PolicyError(_("This is no approval policy of a form that can be read."))
    if set(content) != {"schema", "checks", "needs"} or set(content["needs"]) != set(RISKS):
        raise PolicyError(_("An approval policy names each risk once, and nothing else."))
    needs = tuple(_need(content["needs"][name]) for name in RISKS)
    return Approvals(needs, frozenset(content["checks"]))


def _need(content: Any) -> Need:
    if not isinstance(content, dict) or set(content) != {"approvers", "groups"}:
        raise PolicyError(_("Each risk says how many people and of which roles."))
    return Need(content["approvers"], tuple(frozenset(group) for group in content["groups"]))


def faults(policy: Approvals, *, roles: frozenset[str], checks: frozenset[str]) -> list[str]:
    """Return what is wrong with a policy in sentences, [] = nothing.

    `roles` may approve at all, `checks` are those that a policy may ask for.
    """
    found = []
    if not policy.checks <= checks:
        found.append(_("It asks for a check that does not exist."))
    for risk, need in enumerate(policy.needs):
        found += _faults(need, FEWEST[risk], roles)
    if any(_looser(a, b) for a, b in zip(policy.needs, policy.needs[1:], strict=False)):
        found.append(_("A change that weighs more cannot ask for less than one that weighs less."))
    return sorted(set(found))


def _faults(need: Need, fewest: int, roles: frozenset[str]) -> list[str]:
    found = []
    if not fewest <= need.approvers <= MOST:
        found.append(_("A change asks for 1 to 5 people, a change of doses for 2 at least."))
    if len(need.groups) > need.approvers:
        found.append(_("It asks for more groups of roles than people."))
    if any(not group or not group <= roles for group in need.groups):
        found.append(_("It names a role that may not approve."))
    return found


def looser(before: Approvals, after: Approvals) -> list[str]:
    """Return the names of the risks, and "checks", for which `after` asks for less."""
    found = [
        name
        for name, old, new in zip(RISKS, before.needs, after.needs, strict=True)
        if _looser(old, new)
    ]
    return found + (["checks"] if before.checks - after.checks else [])


def _looser(before: Need, after: Need) -> bool:
    """Return whether something that satisfies `after` might not satisfy `before`."""
    return after.approvers < before.approvers or not _each_within(before.groups, after.groups)


def _each_within(wanted: Sequence[frozenset[str]], given: Sequence[frozenset[str]]) -> bool:
    """Return whether each wanted group has a given one of its own that is no wider."""
    if not wanted:
        return True
    first, *rest = wanted
    return any(
        group <= first and _each_within(rest, [*given[:at], *given[at + 1 :]])
        for at, group in enumerate(given)
    )
