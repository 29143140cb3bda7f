"""Join cases of several sources to visits: whenever a journey changed, whatever door it took."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any

from carepath.analysis import correlation
from carepath.audit import actions as audit
from carepath.frames.correlation import Rules, rules_of
from carepath.ingestion import policies, queries
from carepath.ingestion.models import Apart, Correlated, Correlating, CorrelationRules
from carepath.journeys import actions as journeys
from carepath.journeys import queries as known
from carepath.journeys.models import Journey
from carepath.places.models import Site

SOME = 500
"""Changed journeys looked at in one transaction."""


def correlate_changed(*, by: Any, at: datetime) -> int:
    """Correlate what the journeys changed since the last round touch; return how many those are."""
    held, _is_new = Correlating.objects.get_or_create(pk=1)
    heads, upto = known.changed_since(held.change, limit=SOME)
    if not heads:
        return 0
    by_site: dict[int, list[int]] = defaultdict(list)
    for head in heads:
        by_site[head.site].append(head.id)
    with audit.recording_as(by, at=at):
        if Correlating.objects.filter(pk=1, change=held.change).update(change=upto) != 1:
            return 0  # another process was first
        for site in Site.objects.filter(pk__in=by_site).order_by("pk"):
            _correlate(by_site[site.pk], site=site, by=by, at=at)
    return len(heads)


def _correlate(changed: Collection[int], *, site: Site, by: Any, at: datetime) -> None:
    version = queries.newest_rules(site)
    if version is None:
        return
    around = queries.around(changed, rules=rules_of(version.content), site=site)
    apart = queries.apart([case.key for case in around.cases])
    found = correlation.correlate(around.cases, rules_of(version.content), apart=set(apart))
    found = {key: one for key, one in found.items() if key in around.decided}
    sources = dict(Journey.objects.filter(pk__in=found).values_list("pk", "source"))
    Correlated.objects.bulk_create(
        [
            Correlated(
                journey_id=key,
                source_id=sources[key],
                outcome=one.outcome,
                visit=around.named[key],
            )
            for key, one in sorted(found.items())
        ],
        update_conflicts=True,
        unique_fields=["journey"],
        update_fields=["source", "outcome", "visit"],
    )
    parts = {key: one.target for key, one in found.items()}
    gone = {key: None for key in around.decided - found.keys()}
    journeys.join(parts=parts | gone, by=by, at=site.time(at))


def save_rules(*, site: Site, rules: Rules, reason: str, by: Any, at: datetime) -> CorrelationRules:
    """Return the new version of a site's rules; every case is correlated anew by it."""
    with audit.acting_as(by, at=at, why=reason) as act:
        before = queries.newest_rules(site)
        made = CorrelationRules.objects.create(
            site=site,
            version=1 if before is None else before.version + 1,
            content=rules.as_dict(),
            created_at=at,
            created_by=act.actor_name,
        )
        audit.record("correlation.rules", made, site=site.slug, version=made.version)
        Correlating.objects.update(change=0)
    return made


def take_apart(*, found: Correlated, reason: str, by: Any, at: datetime) -> None:
    """Let a case be part of no other journey from now on; NotNow without a reason or twice."""
    held = queries.apart([found.journey_id])
    policies.check_apart(reason=reason, is_apart=bool(held))
    site = found.source.site
    with audit.acting_as(by, at=at, why=reason) as act:
        made = Apart.objects.create(
            journey=found.journey, reason=reason[:300], made_at=at, made_by=act.actor_name
        )
        audit.record("correlation.apart", made, site=site.slug)
        _correlate([found.journey_id], site=site, by=by, at=at)


def let_join(*, found: Correlated, reason: str, by: Any, at: datetime) -> None:
    """Let the rules decide again about a case that was taken apart; NotNow if it was not."""
    held = queries.apart([found.journey_id])
    policies.check_let_join(reason=reason, is_apart=bool(held))
    site = found.source.site
    with audit.acting_as(by, at=at, why=reason):
        audit.record("correlation.let_join", held[found.journey_id], site=site.slug)
        held[found.journey_id].delete()
        _correlate([found.journey_id], site=site, by=by, at=at)
