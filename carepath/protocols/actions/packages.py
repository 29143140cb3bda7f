"""Packages: a version as one file with its hash, taken over by another hospital as a draft only."""

import json
from datetime import datetime

from django.utils.translation import gettext as _

from carepath.accounts.models import User
from carepath.frames import protocol as documents
from carepath.frames.protocol import Document, DocumentError
from carepath.places.models import Site
from carepath.protocols import policies, queries
from carepath.protocols.actions.versions import begin, branch
from carepath.protocols.models import Version
from carepath.protocols.queries.packages import PACKAGE

LARGEST = 2 * 1024 * 1024


def take_over(*, raw: bytes, site: Site, by: User, at: datetime, reason: str) -> Version:
    """Return the draft made of a package: of a new protocol, or from the newest version of the
    protocol of its name; NotNow for a file that is no whole package.

    Nothing but the content comes along: no state, no signature.
    """
    name, document = read(raw)
    policies.check_author(by, site)
    known = queries.visible(by=by).filter(site=site, name=name).first()
    if known is None:
        return begin(site=site, name=name, document=document, by=by, at=at, reason=reason)
    parent = queries.history(known)[0]
    if parent.document == document:
        raise policies.NotNow(_("%(version)s has this content already.") % {"version": parent})
    return branch(protocol=known, parent=parent, document=document, by=by, at=at, reason=reason)


def read(raw: bytes) -> tuple[str, Document]:
    """Return the name and document of a package; NotNow where it is damaged or none."""
    if len(raw) > LARGEST:
        raise policies.NotNow(_("The file is larger than 2 MB: no protocol is."))
    try:
        content = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise policies.NotNow(_("This file is not a package: it is not JSON.")) from error
    if not isinstance(content, dict) or content.get("format") != PACKAGE:
        raise policies.NotNow(_("This file is not a package of a protocol."))
    try:
        document = documents.of(content.get("document"))
    except DocumentError as error:
        raise policies.NotNow(str(error)) from error
    if documents.sha256(documents.canonical(document)) != content.get("sha256"):
        raise policies.NotNow(
            _("The content is not what the file's hash says: it was altered or cut.")
        )
    name = content.get("name")
    if not isinstance(name, str) or not 0 < len(name.strip()) <= 120:
        raise policies.NotNow(_("The package has no name of at most 120 characters."))
    return name.strip(), document
