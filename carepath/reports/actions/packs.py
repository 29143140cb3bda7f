"""Every ten minutes a ward's lists go into a folder, for when the portal is not there."""

import os
import secrets
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from carepath.audit import actions as audit
from carepath.ingestion import queries as inbox
from carepath.places.models import Site
from carepath.reports import queries
from carepath.reports.actions.sealing import sealed
from carepath.reports.queries.packs import STEM
from carepath.ui import export, words

REST_S = 60
"""After a folder could not be written to."""
_rests: dict[str, float] = {}
KEPT = timedelta(hours=24)
"""How long packs lie in the folder; the newest stays whatever its age."""


def write_packs(*, by: Any, at: datetime) -> int:
    """Write the packs of these ten minutes that are not there yet; return how many were.

    Without a folder none is written. A folder that cannot be written to fails the round, which is
    logged, and is tried again a minute later: to make a pack takes long.
    """
    folder = settings.DOWNTIME_FOLDER
    if not folder or monotonic() < _rests.get(folder, 0):
        return 0
    due = [site for site in queries.sites_for_packs() if not _path(site, at).exists()]
    try:
        for site in due:
            write_pack(site=site, by=by, at=at)
            prune(site=site, at=at)
    except OSError:
        _rests[folder] = monotonic() + REST_S
        raise
    return len(due)


def write_pack(*, site: Site, by: Any, at: datetime) -> Path:
    """Write the pack of a site and return its file; what is shown in it is a read of patients."""
    here = site.time(at)
    feeds = inbox.freshness(site=site, at=here)
    heard = max((one.last_at for one in feeds if one.last_at), default=None)
    found = queries.pack(site=site, at=here, heard_at=heard)
    content = {f"{one.name}.csv": "".join(export.csv_lines(_marked(one))) for one in found.sheets}
    content["lists.html"] = render_to_string("reports/pack.html", {"pack": found})
    clear = {"site": str(site), "at": words.clock_text(here, site.timezone), "zone": site.timezone}
    if site.synthetic:
        clear["invented"] = "1"
    page = sealed(content, passphrase=settings.DOWNTIME_PASSPHRASE, clear=clear)
    with audit.recording_as(by, at=at) as act:
        audit.write_read(
            at=at, actor=act.actor, route="reports:pack", resource="downtime pack",
            count=sum(bool(row.visit) for row in found.rows), outcome="shown",
        )  # fmt: skip
    path = _path(site, at)
    for each in (path, path.with_name(f"{STEM}-{site.slug}.html")):  # a fixed name for the newest
        _put(each, page)
    return path


def prune(*, site: Site, at: datetime) -> int:
    """Delete the packs of a site that are older than a day; return how many were."""
    oldest = _path(site, at - KEPT).name
    old = [path for path in queries.written(site)[:-1] if path.name < oldest]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _marked(sheet: export.Sheet) -> export.Sheet:
    return export.marked(sheet) if sheet.invented else sheet


def _path(site: Site, at: datetime) -> Path:
    name = f"{STEM}-{site.slug}-{queries.slot(at):%Y%m%dT%H%M}Z.html"
    return Path(settings.DOWNTIME_FOLDER) / name


def _put(path: Path, text: str) -> None:
    """Write a file so that whoever looks sees it whole or not at all."""
    held = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(held, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    held.replace(path)
