"""Reads of huddles by mail: who asked for them, which one is due, and whom a link speaks of."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core import signing

from carepath.accounts.permissions import Permission
from carepath.analysis import huddles
from carepath.frames.moments import from_us, to_us
from carepath.outcomes.models import Huddle, HuddleMail, HuddleReader
from carepath.outcomes.queries.huddles import huddle_minutes
from carepath.places.models import Site

SALT = "outcomes.huddle_mail"


def huddles_to_mail(*, at: datetime) -> list[Huddle]:
    """Return of each site where somebody asked for it the huddle that was due last, or the first
    that was held after that; none of a site whose clock does not run as ours does."""
    asked = set(HuddleReader.objects.order_by().values_list("site", flat=True).distinct())
    if not asked:
        return []
    minutes = {one: each for one, each in huddle_minutes().items() if one.pk in asked}
    found = [_last(site, each, at) for site, each in minutes.items() if site.clock_rate == 1]
    return [row for row in found if row is not None]


def _last(site: Site, minutes: list[int], at: datetime) -> Huddle | None:
    due = huddles.latest_due(minutes, ZoneInfo(site.timezone), to_us(site.time(at)))
    if due is None:
        return None
    rows = Huddle.objects.filter(site=site, due_at__gte=from_us(due)).select_related("site")
    return rows.order_by("due_at", "pk").first()


def readers_to_mail(row: Huddle) -> list[HuddleReader]:
    """Return who asked for a huddle by mail before it was held, may see it, has an address, and
    was not written to yet, in the order in which they asked."""
    written = HuddleMail.objects.filter(huddle=row).values("person")
    rows = HuddleReader.objects.filter(
        site=row.site, asked_at__lte=row.taken_at,
        person__is_active=True, person__worker=False, person__persona_site="",
    )  # fmt: skip
    rows = rows.exclude(person__email="").exclude(person__in=written)
    found = rows.select_related("person", "site").order_by("pk")
    return [one for one in found if one.person.may(Permission.SEE, site=row.site.slug)]


def reads_by_mail(*, site: Site, by: Any) -> bool:
    """Return whether this person asked for the huddles of a site by mail."""
    return HuddleReader.objects.filter(site=site, person=by.pk).exists()


def readers_by_mail(*, site: Site) -> int:
    """Return how many people asked for the huddles of a site by mail."""
    return HuddleReader.objects.filter(site=site).count()


def link_of(reader: HuddleReader) -> str:
    """Return what a link of a mail says so that whoever has the mail, and nobody else, ends it."""
    return _signer().sign(f"{reader.site_id}-{reader.person_id}")


def reader_of(link: str) -> tuple[Site | None, int]:
    """Return the site and the person's key that a link speaks of; (None, 0) if it is not ours."""
    try:
        site, person = _signer().unsign(link).split("-")
    except (signing.BadSignature, ValueError):
        return None, 0
    return Site.objects.filter(pk=int(site)).first(), int(person)


def _signer() -> signing.Signer:
    return signing.Signer(key=settings.MAIL_KEY, salt=SALT)
