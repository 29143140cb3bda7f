"""The name a patient goes by on the screen."""

import hashlib
import hmac
from base64 import b32encode

from django.conf import settings

from carepath.journeys.models import Patient


def pseudonym(patient: Patient) -> str:
    """Return eight characters that stand for the patient, such as K7QD-2MFA.

    A keyed hash of the random internal key: another PSEUDONYM_KEY gives another name, and every
    link between journeys stays, because links go by the internal key.
    """
    digest = hmac.new(settings.PSEUDONYM_KEY.encode(), patient.key.bytes, hashlib.sha256).digest()
    text = b32encode(digest[:5]).decode()
    return f"{text[:4]}-{text[4:]}"
