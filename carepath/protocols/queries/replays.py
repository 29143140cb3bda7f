"""The replay of a version as a check: what was stored, and what it says of the content now."""

from functools import partial
from typing import Any

import numpy as np
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_noop as _

from carepath.analysis.protocol_checks import Problem, Result
from carepath.journeys import queries as journeys
from carepath.places.models import Site
from carepath.protocols.models import Activation, Replay, Version
from carepath.protocols.policies import State
from carepath.protocols.queries import approvals, wording
from carepath.protocols.queries.adherence import replay
from carepath.protocols.queries.rollouts import open_activation

WAITING, DONE, FAILED, LEFT = "received", "done", "failed", "left"
WORKING = (State.DRAFT, State.IN_REVIEW, State.APPROVED)
"""States of a version that somebody may still bring into force."""
MOST = 100
"""Runs of one version that are looked at, the latest."""
TITLE = _("Replay over the last quarter")


def latest_replay(version: Version, site: Site | None = None) -> Replay | None:
    """Return the run of a version over a site (its own, if that one was never read): of the content
    as it is now beside what is in force now, else the latest."""
    home = version.protocol.site
    for where in (site or home, home):
        rows = list(Replay.objects.filter(version=version, site=where).order_by("-pk")[:MOST])
        if rows:
            force = in_force_at(version, where)
            return max(rows, key=partial(_fits, version, force))
    return None


def _fits(version: Version, force: str, row: Replay) -> tuple[bool, bool]:
    return row.sha256 == version.sha256, row.against == force


def shown_replay(version: Version) -> Replay | None:
    """Return the run whose figures can be shown: the latest that came to an end."""
    found = Replay.objects.filter(version=version, site=version.protocol.site_id, state=DONE)
    return found.order_by("-ran_at", "-pk").first()


def in_force_at(version: Version, site: Site) -> str:
    """Return the hash of what a run is held against at a site, '' = nothing is in force."""
    found = open_activation(version.protocol, site)
    return "" if found is None else found.version.sha256


def replay_check(version: Version, site: Site | None = None) -> Result:
    """Return what the stored run says; stale where content or what is in force is another now.

    It is required where the policy that applies to the version asks for it.
    """
    row = latest_replay(version, site)
    required = "replay" in approvals.applying(version).rules.checks
    return Result("replay", TITLE, required, _problems(row), stale=_is_stale(row, version))


def _is_stale(row: Replay | None, version: Version) -> bool:
    if row is None or row.state == WAITING or row.sha256 != version.sha256:
        return True
    return in_force_at(version, row.site) not in (row.against, version.sha256)


def _problems(row: Replay | None) -> tuple[Problem, ...]:
    if row is None or row.state == WAITING:
        return (Problem("rules", "", _("It has not run for this content yet.")),)
    if row.state == FAILED:
        return (Problem("rules", "", _("It could not be run over the journeys here.")),)
    before = row.result["before"]
    if before and before["n"] and not row.result["n"]:
        text = _("No journey would have been eligible; of the version in force %(n)s were.")
        return (Problem("stage", "", text, {"n": str(before["n"])}),)
    return ()


def outcome(version: Version, *, site: Site, by: Any, now: int) -> dict[str, Any]:
    """Return the counts of a run as they are stored, with what was read."""
    change = journeys.latest_change()
    found = replay(version, site=site, by=by, now=now)
    theirs = found.others
    return {
        "first": found.first, "last": found.last, "read": found.read, "change": change,
        "n": found.mine.n,
        "before": None if theirs is None else {
            "n": theirs.n,
            "title": theirs.version.title,
            "gained": int((~np.isin(found.mine.ids, theirs.ids)).sum()),
            "lost": int((~np.isin(theirs.ids, found.mine.ids)).sum()),
        },
        "lines": [
            {
                "rule": line.rule.id,
                "name": wording.rule_name(line.rule),
                "counts": line.counts | {"undecided": line.undecided},
                "before": None if other is None else other.counts | {"undecided": other.undecided},
                "changed": None if other is None else _changed(found, line, other),
            }
            for line, other in found.lines
        ],
    }  # fmt: skip


def _changed(found: Any, line: Any, other: Any) -> int:
    """Return in how many journeys that both versions concern the verdict is another."""
    _ids, mine, theirs = np.intersect1d(
        found.mine.ids, found.others.ids, assume_unique=True, return_indices=True
    )
    return int((line.judged.verdict[mine] != other.judged.verdict[theirs]).sum())


def sites_to_read(version: Version) -> list[Site]:
    """Return the sites whose journeys a version is replayed over: its own, and where the protocol
    is in force."""
    elsewhere = Activation.objects.filter(protocol=version.protocol, ends_at=None).values("site")
    found = Site.objects.filter(pk__in=elsewhere) | Site.objects.filter(pk=version.protocol.site_id)
    return list(found.order_by("pk"))


def unread() -> list[Version]:
    """Return versions somebody works on whose content no run was asked for yet, oldest first."""
    asked = Replay.objects.filter(version=OuterRef("pk"), sha256=OuterRef("sha256"))
    found = Version.objects.filter(~Exists(asked), state__in=[*WORKING, State.ACTIVE])
    return list(found.select_related("protocol__site").order_by("pk")[:20])
