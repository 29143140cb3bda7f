"""Confirm how a file is read: from here on it waits in the inbox for its turn."""

import hashlib
import json
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from carepath.audit import actions as audit
from carepath.frames.mapping import Mapping
from carepath.ingestion.actions.mappings import save_mapping
from carepath.ingestion.actions.moves import move
from carepath.ingestion.actions.receive import discard
from carepath.ingestion.models import Message, Progress
from carepath.ingestion.policies import FREED, NotNow
from carepath.journeys import actions as journeys
from carepath.places.models import Site

State = Message.State
SAME_ROWS = ("closing_rule", "end_stages", "silence_days", "phases", "targets", "unit", "role")
SAME_ROWS += (
    "longest_s",
    "precision",
    "decimal_mark",
    "patient",
    "case_attributes",
    "event_attributes",
    "numeric_attributes",
)
"""Fields of a mapping that leave each row's identity as it is."""


def confirm(
    *,
    message: Message,
    source: str,
    mapping: Mapping,
    by: Any,
    at: datetime,
    mapping_name: str = "",
) -> Message:
    """Return the message that will be worked on: this draft, or the earlier import of the same.

    The same file for the same source with the same mapping is the same message: it is counted, and
    tried again if it was set aside. NotNow if the file is in this source with other columns or
    times; SourceElsewhere if another site has a source of that name.
    """
    with audit.acting_as(by, at=at, why="confirmed how to read a file"):
        # One confirmation at a time per site: two of the same file must not both find no twin.
        Site.objects.select_for_update(no_key=True).get(pk=message.site_id)
        twin = _twin(message, source, mapping)
        if twin is None:
            _receive(message, source, mapping, mapping_name or source, by=by, at=at)
            return message
        _count(twin, at=at)
    discard(message)
    return twin


def _twin(message: Message, source: str, mapping: Mapping) -> Message | None:
    """Return the import of the same bytes into the same source that still counts."""
    same = Message.objects.filter(
        site=message.site, source__name=source, sha256=message.sha256, dedupe_key__isnull=False
    )
    twin = same.filter(dedupe_key=_key(message, mapping)).first()
    if twin is not None:
        return twin
    for other in same.exclude(state__in=FREED).select_related("mapping"):
        if other.mapping and _reading(other.mapping.content) != _reading(mapping.as_dict()):
            raise NotNow(
                _(
                    "This file is in “%(source)s” already (import %(id)s), read with other columns "
                    "or times. Undo that import first, or every row would count twice."
                )
                % {"source": source, "id": other.pk}
            )
    return None


def _key(message: Message, mapping: Mapping) -> str:
    content = json.dumps(mapping.as_dict(), sort_keys=True)
    return f"{message.sha256}:{hashlib.sha256(content.encode()).hexdigest()[:32]}"


def _reading(content: dict) -> str:
    """Return the part of a mapping that decides which events a file holds, as text."""
    return json.dumps({k: v for k, v in content.items() if k not in SAME_ROWS}, sort_keys=True)


def _receive(
    message: Message, source: str, mapping: Mapping, mapping_name: str, *, by: Any, at: datetime
) -> None:
    target = journeys.declare_source(
        name=source, site=message.site, mapping=mapping, intervals=False, by=by, at=at
    )
    changes = {
        "source": target,
        "mapping": save_mapping(
            site=message.site, name=mapping_name, mapping=mapping, by=by, at=at
        ),
        "dedupe_key": _key(message, mapping),
        "last_seen_at": at,
    }
    Progress.objects.get_or_create(message=message)
    said = {"source": source, "sha256": message.sha256, "size": message.size}
    move(message, State.RECEIVED, changes=changes, **said)


def _count(twin: Message, *, at: datetime) -> None:
    twin.deliveries += 1
    twin.last_seen_at = at
    twin.save(update_fields=["deliveries", "last_seen_at"])
    if twin.state == State.QUARANTINED:
        move(twin, State.RECEIVED, why="sent again")
