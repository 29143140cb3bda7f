"""The name a patient goes by on the screen."""

import hashlib
import hmac
from base64 import b32encode
from typing import Any

from django.conf import settings

from carepath.journeys.models import Patient
from carepath.journeys.queries.sources import visible


def pseudonym(patient: Patient) -> str:
    """Return eight characters that stand for the patient, such as K7QD-2MFA.

    A keyed hash of the random internal key: another PSEUDONYM_KEY gives another name, and every
    link between journeys stays, because links go by the internal key.
    """
    digest = hmac.new(settings.PSEUDONYM_KEY.encode(), patient.key.bytes, hashlib.sha256).digest()
    text = b32encode(digest[:5]).decode()
    return f"{text[:4]}-{text[4:]}"


def patients_called(name: str, *, by: Any) -> list[int]:
    """Return the ids of the patients with this pseudonym whose journeys this person may see.

    Pseudonyms are kept nowhere, so each patient's is made anew: a second for 300,000 of them.
    """
    seen = Patient.objects.filter(pk__in=visible(by=by).values("patient"))
    wanted = name.strip().upper()
    return [patient.pk for patient in seen.iterator() if pseudonym(patient) == wanted]
