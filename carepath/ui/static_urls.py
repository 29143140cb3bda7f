"""Addresses of static files that change with their content, so that browsers may keep them."""

from functools import cache
from hashlib import sha256
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage


class VersionedUrls(StaticFilesStorage):
    """Files are served from where they lie, without a build step; each address names its version.

    A file that no finder knows keeps its plain address: the page shows, the fault is a 404.
    """

    def url(self, name: str | None) -> str:
        plain = super().url(name)
        version = version_of(name) if name else ""
        return f"{plain}?v={version}" if version else plain


def version_of(name: str) -> str:
    """Return a short hash of a static file's content; '' when there is no such file."""
    found = _place(name)
    return _hash(found, found.stat().st_mtime_ns) if found else ""


@cache
def _place(name: str) -> Path | None:
    found = finders.find(name)
    return Path(found) if found else None


@cache
def _hash(place: Path, _changed: int) -> str:
    return sha256(place.read_bytes()).hexdigest()[:12]
