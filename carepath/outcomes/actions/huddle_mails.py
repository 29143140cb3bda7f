"""Huddles by mail: who asks for them, one mail for each person and huddle, and how it ends."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from carepath.accounts.models import User
from carepath.audit import actions as audit
from carepath.outcomes import policies, queries
from carepath.outcomes.models import HuddleMail, HuddleReader
from carepath.outcomes.queries import Held
from carepath.places.models import Site
from carepath.work import actions as work
from carepath.work.actions import Mail
from carepath.work.models import Delivery

TOPIC = "huddle"


def ask_for_mail(*, site: Site, by: User, at: datetime) -> bool:
    """Let this person get each huddle of a site by mail; return whether that is new."""
    policies.check_mail(by, site)
    with audit.recording_as(by, at=at):
        row, is_new = HuddleReader.objects.get_or_create(
            site=site, person=by, defaults={"asked_at": at}
        )
        if is_new:
            audit.record("huddle.mail_asked", row, site=site.slug)
    return is_new


def stop_mail(*, site: Site, person: int, by: Any, at: datetime) -> bool:
    """Send the person of this key no huddle of a site any more; return whether they got them."""
    with audit.recording_as(by, at=at):
        row = HuddleReader.objects.filter(site=site, person=person).first()
        if row is None:
            return False
        audit.record("huddle.mail_stopped", row, site=site.slug, person=person)
        row.delete()
    return True


def mail_huddles(*, by: Any, at: datetime) -> int:
    """Write the mails of huddles that are due; return how many.

    Each person gets one of a huddle, whoever looks first. In the quiet hours of a site it waits for
    their end; one that was missed for longer than an hour is not written: the next one is.
    """
    written = 0
    for row in queries.huddles_to_mail(at=at):
        rules = queries.standard(row.site).rules
        zone, here, taken = row.site.timezone, row.site.time(at), row.site.time(row.taken_at)
        if not policies.may_mail(rules, zone, taken=taken, now=here):
            continue
        readers = queries.readers_to_mail(row)
        held = queries.held(row) if readers else None
        written += sum(_write(held, reader, by=by, at=at) for reader in readers if held)
    return written


def _write(held: Held, reader: HuddleReader, *, by: Any, at: datetime) -> bool:
    row = held.row
    with audit.recording_as(by, at=at):
        _mail, is_new = HuddleMail.objects.get_or_create(
            huddle=row, person=reader.person, defaults={"written_at": at}
        )
        if not is_new:
            return False  # another process was first
        mail, slot = mail_of(held, reader), f"{row.pk}-{reader.person_id}"
        sent = work.send_mail(mail=mail, to=reader.person.email, topic=TOPIC, slot=slot, at=at)
        is_unfit = sent.state == Delivery.State.QUARANTINED
        if is_unfit:
            audit.record("huddle.mail_refused", row, site=row.site.slug, person=reader.person_id)
    return not is_unfit


def mail_of(held: Held, reader: HuddleReader) -> Mail:
    """Return what a huddle says to one person: the numbers of its page, and no patient."""
    link = reverse("outcomes:leave_huddle_mail", args=[queries.link_of(reader)])
    leave = f"{settings.PORTAL_URL}{link}"
    said = {"held": held, "site": held.row.site, "leave": leave}
    return replace(work.written("outcomes/emails/huddle", said), leave=leave)
