"""Hand one mail over to the mail server, and say what became of it."""

import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from enum import Enum
from typing import Any

from django.utils.translation import gettext as _

from carepath.work.models import Delivery

TIMEOUT_S = 10.0
"""A server that is silent for so long is left; the sweep has other work."""


class Fate(Enum):
    """What became of a try to send."""

    SENT = "sent"
    LATER = "later"  # this mail, a little later
    NEVER = "never"  # the server will not take it, ever
    SILENT = "silent"  # the server went away meanwhile: this mail and any other a little later
    NO_SERVER = "no server"  # nobody there: it says nothing of this mail, so it does not count
    IN_DOUBT = "in doubt"  # handed over, and then silence


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of it, the server's number, and a sentence of our own."""

    fate: Fate
    code: str = ""
    text: str = ""


class Line(smtplib.SMTP):
    """A connection that knows whether a mail was under way when it broke."""

    handing_over = False

    def data(self, msg):
        """Hand the text over; any answer, also a refusal, ends the doubt."""
        self.handing_over = True
        try:
            answer = super().data(msg)
        except smtplib.SMTPDataError:
            self.handing_over = False
            raise
        self.handing_over = False
        return answer


class SecureLine(smtplib.SMTP_SSL, Line):
    """The same over TLS from the first letter."""


def message(row: Delivery, *, sender: str) -> EmailMessage:
    """Return the mail of a row; every try of it has the same Message-ID and date."""
    said, found = row.payload, EmailMessage(policy=SMTP)
    repeat = _("This may be a repeat: nobody knows whether it arrived before.")
    found["From"], found["To"], found["Subject"] = sender, row.recipient, said["subject"]
    found["Date"] = format_datetime(row.created_at)
    found["Message-ID"] = f"<{row.key}@{sender.rpartition('@')[2].rstrip('>')}>"
    found["Auto-Submitted"] = "auto-generated"
    if row.repeats:
        found["X-CarePath-Repeat"] = str(row.repeats)
    if said.get("leave"):
        found["List-Unsubscribe"] = f"<{said['leave']}>"
        found["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    found.set_content((f"{repeat}\n\n" if row.repeats else "") + said["text"])
    first = f"<p><strong>{repeat}</strong></p>\n" if row.repeats else ""
    found.add_alternative(first + said["html"], subtype="html")
    for each in said["attachments"]:
        main, _slash, sub = each["type"].partition("/")
        found.add_attachment(
            each["content"].encode(), maintype=main, subtype=sub, filename=each["name"]
        )
    return found


def hand_over(row: Delivery, *, server: Mapping[str, Any], sender: str) -> Outcome:
    """Return what became of one try to send a mail; nothing of the server's own words is kept."""
    try:
        mail = message(row, sender=sender)
    except (ValueError, LookupError):
        return Outcome(Fate.NEVER, "", _("This row cannot be made into a mail."))
    try:
        line = _opened(server)
    except (OSError, smtplib.SMTPException) as error:
        code = str(getattr(error, "smtp_code", "") or "")
        return Outcome(Fate.NO_SERVER, code, _("The mail server cannot be reached or used."))
    try:
        line.send_message(mail, to_addrs=[row.recipient])
    except smtplib.SMTPRecipientsRefused as error:
        return _answered(*error.recipients[row.recipient][:1], who=_("this address"))
    except smtplib.SMTPSenderRefused as error:
        return _answered(error.smtp_code, who=_("mail from this portal"))
    except smtplib.SMTPResponseException as error:
        return _answered(error.smtp_code, who=_("this mail"))
    except (OSError, smtplib.SMTPException):
        if line.handing_over:
            return Outcome(Fate.IN_DOUBT, "", _("The line broke while the mail was handed over."))
        return Outcome(Fate.SILENT, "", _("The mail server fell silent."))
    finally:
        line.close()  # a QUIT could hang, and what was answered is answered
    return Outcome(Fate.SENT)


def _answered(code: int, *, who: str) -> Outcome:
    number, words = str(code), {"who": who, "code": code}
    if code == 421:
        return Outcome(Fate.SILENT, number, _("The mail server closes for now (421)."))
    if 500 <= code < 600:
        return Outcome(Fate.NEVER, number, _("The mail server refuses %(who)s (%(code)s).") % words)
    text = _("The mail server does not take %(who)s now (%(code)s).")
    return Outcome(Fate.LATER, number, text % words)


def _opened(server: Mapping[str, Any]) -> smtplib.SMTP:
    place = {"host": server["host"], "port": server["port"], "timeout": TIMEOUT_S}
    if server["security"] == "tls":
        line = SecureLine(**place, context=_trusting(server))
    else:
        line = Line(**place)
    try:
        if server["security"] == "starttls":
            line.starttls(context=_trusting(server))
        if server["user"]:
            line.login(server["user"], server["password"])
    except BaseException:
        line.close()
        raise
    return line


def _trusting(server: Mapping[str, Any]) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=server["ca"] or None)
