"""Put a mail into the outbox, in the transaction of what it tells of."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.template.loader import render_to_string
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from carepath.audit import actions as audit
from carepath.work.models import Delivery
from carepath.work.policies import AUDIT_VERB, UNFIT, State

KIND = "mail"
SUBJECT_LETTERS = 150
MOST_BYTES = 2 << 20
"""Of all attachments of a mail together."""


class CannotMail(ValueError):
    """What cannot become a mail; the text says why."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A text file that goes with a mail."""

    name: str
    content: str
    type: str = "application/json"


@dataclass(frozen=True, slots=True)
class Mail:
    """What a mail says, in plain text and as HTML. It holds aggregates and a link, no patient.

    `leave` is the address that ends mails of its kind, for mail programs that offer it.
    """

    subject: str
    text: str
    html: str
    attachments: tuple[Attachment, ...] = ()
    leave: str = ""


def written(template: str, context: Mapping[str, Any], *attachments: Attachment) -> Mail:
    """Return the mail of a template, such as `work/emails/trial`.

    Its files end in `.subject.txt`, `.txt` and `.html`; each is given `portal`, our own address. A
    subject is cut to one line that is not too long: names in it are as people wrote them.
    """
    context = {"portal": settings.PORTAL_URL, **context}
    subject, text, html = (
        render_to_string(f"{template}.{end}", context).strip()
        for end in ("subject.txt", "txt", "html")
    )
    subject = Truncator(" ".join(subject.split())).chars(SUBJECT_LETTERS)
    return Mail(subject, text + "\n", html + "\n", attachments)


def send_mail(*, mail: Mail, to: str, topic: str, slot: str, at: datetime) -> Delivery:
    """Return the row of the outbox that sends this mail to one address, as soon as may be.

    One mail for each topic, slot and address: the same asked for again is the same row. Call it
    inside the door of what caused it. What cannot become a mail is set aside at once, with its
    reason, where people see it: one bad address stops neither its neighbours nor what caused it.
    """
    said = {"kind": KIND, "topic": topic, "slot": slot, "created_at": at}
    try:
        _check(mail, to)
        said |= {"state": State.WAITING, "recipient": to, "payload": asdict(mail)}
    except CannotMail as error:
        said |= _unfit(mail, to, str(error))
    row, is_new = Delivery.objects.get_or_create(key=key_of(topic, slot, to), defaults=said)
    if is_new and row.reason_code == UNFIT:
        audit.record(AUDIT_VERB[State.QUARANTINED], row, topic=topic, code=UNFIT)
    return row


def _unfit(mail: Mail, to: str, why: str) -> dict[str, Any]:
    """Return the row of what cannot be sent: to look at, whatever its letters and its size."""
    subject, text, to = (each.replace("\0", "") for each in (mail.subject, mail.text, to))
    return {
        "state": State.QUARANTINED, "reason_code": UNFIT, "reason_text": why, "recipient": to[:254],
        "payload": asdict(Mail(subject, text, "")),
    }  # fmt: skip


def key_of(topic: str, slot: str, to: str) -> str:
    """Return what names one mail and says nothing about it; its Message-ID is made of this."""
    told = "\n".join((topic, slot, to.lower()))
    return hmac.new(settings.MAIL_KEY.encode(), told.encode(), hashlib.sha256).hexdigest()


def _check(mail: Mail, to: str) -> None:
    try:
        validate_email(to)
    except ValidationError as error:
        raise CannotMail(_("This is not an e-mail address.")) from error
    names = [one for each in mail.attachments for one in (each.name, each.type)]
    lines = (mail.subject, mail.leave, to, *names)
    if not to.isascii() or any(not one.isprintable() for one in lines):
        raise CannotMail(_("An address, a subject or a file's name is one line of plain letters."))
    if not mail.subject or len(mail.subject) > SUBJECT_LETTERS:
        raise CannotMail(_("A subject has 1 to %(n)s letters.") % {"n": SUBJECT_LETTERS})
    if sum(len(each.content.encode()) for each in mail.attachments) > MOST_BYTES:
        raise CannotMail(_("The attachments are too large."))
