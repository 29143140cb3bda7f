"""Keep mappings by name; a change makes a new version and the earlier ones stay."""

from datetime import datetime
from typing import Any

from carepath.audit import actions as audit
from carepath.frames.mapping import Mapping
from carepath.ingestion.models import MappingVersion
from carepath.places.models import Site


def save_mapping(
    *, site: Site, name: str, mapping: Mapping, by: Any, at: datetime
) -> MappingVersion:
    """Return the newest version of this name, made anew only if its content differs."""
    content = mapping.as_dict()
    with audit.acting_as(by, at=at, why="saved as confirmed") as act:
        newest = MappingVersion.objects.filter(site=site, name=name).first()
        if newest is not None and _plain(newest.content) == _plain(content):
            return newest
        version = MappingVersion.objects.create(
            site=site,
            name=name,
            version=newest.version + 1 if newest else 1,
            content=content,
            created_at=at,
            created_by=act.actor_name,
        )
        audit.record("mapping.saved", version, site=site.slug, name=name, version=version.version)
    return version


def _plain(content: Any) -> Any:
    """Return the content as JSON gives it back: tuples are lists there."""
    if isinstance(content, dict):
        return {name: _plain(value) for name, value in content.items()}
    if isinstance(content, list | tuple):
        return [_plain(value) for value in content]
    return content
