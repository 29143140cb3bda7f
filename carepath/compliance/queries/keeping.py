"""Looks at keeping: whether what is recorded would survive the machine."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from carepath.audit.models import Entry
from carepath.compliance.queries.found import Found

BACKUP_DAYS = 1


def backed_up(at: datetime) -> Found:
    """Return whether all databases were copied, and the copy read back, within a day."""
    return _lately("backed up", at, timedelta(days=BACKUP_DAYS))


def _lately(verb: str, at: datetime, within: timedelta) -> Found:
    done = Entry.objects.filter(verb=verb).order_by("-id")
    last = done.first()
    if last is not None and last.at >= at - within:
        return Found(done.count(), note=_("Last on %(day)s.") % {"day": last.at.date()})
    first = Entry.objects.order_by("id").values_list("at", flat=True).first()
    if last is None and (first is None or first > at - within):
        return Found(0, note=_("The portal is new."), applies=False)
    note = _("Never yet.") if last is None else _("Last on %(day)s.") % {"day": last.at.date()}
    return Found(done.count(), (verb,), note)
