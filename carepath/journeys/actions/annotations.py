"""Note what was going on in a unit, or in the whole site, during a period."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from carepath.audit import actions as audit
from carepath.journeys.models import Annotation
from carepath.places.models import Site, Unit


def annotate(
    *,
    site: Site,
    unit: Unit | None,
    starts_at: datetime,
    ends_at: datetime,
    text: str,
    by: Any,
    at: datetime,
    kind: str = Annotation.Kind.NOTE,
    stages: Collection[str] = (),
) -> Annotation:
    """Return the new annotation; figures and lists that cover it show its mark.

    `stages` names the stages it concerns; none = every stage.
    """
    with audit.recording_as(by, at=at):
        found = Annotation(
            site=site, unit=unit, starts_at=starts_at, ends_at=ends_at, text=text, author=by,
            kind=kind, stages=sorted(stages),
        )  # fmt: skip
        found._history_user, found._history_date = by, at
        found.save()
        audit.record("annotation.written", found, site=site.slug, text=text)
    return found


def withdraw(*, annotation: Annotation, by: Any, at: datetime) -> None:
    """Take an annotation back; its history stays."""
    with audit.recording_as(by, at=at):
        audit.record(
            "annotation.withdrawn", annotation, site=annotation.site.slug, text=annotation.text
        )
        annotation._history_user, annotation._history_date = by, at
        annotation.delete()
