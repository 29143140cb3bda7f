"""Turn names into the ids of stages, units and patients, making those that are new."""

import hashlib
import hmac
import uuid
from collections.abc import Iterable

from django.conf import settings
from simple_history.utils import bulk_create_with_history

from carepath.frames.stagewords import phases_of
from carepath.journeys.actions import bulk
from carepath.journeys.models import Patient, PatientAlias, Source, Stage
from carepath.places.models import Site, Unit


def stage_ids(site: Site, names: Iterable[str]) -> dict[str, int]:
    """Return name -> id of the site's stages; new ones get a phase by name, to be confirmed."""
    known = dict(site.stages.values_list("name", "pk"))
    missing = sorted(set(names) - known.keys())
    if not missing:
        return known
    proposed = phases_of([*known, *missing])
    new = [Stage(site=site, name=name, phase=proposed[name]) for name in missing]
    made = bulk_create_with_history(new, Stage, batch_size=500)
    return known | {stage.name: stage.pk for stage in made}


def unit_ids(site: Site, codes: Iterable[str]) -> dict[str, int]:
    """Return code -> id of the site's units."""
    wanted = set(codes)
    known = dict(site.units.filter(code__in=wanted).values_list("code", "pk"))
    new = [Unit(site=site, code=code, name=code) for code in sorted(wanted - known.keys())]
    return known | {unit.code: unit.pk for unit in Unit.objects.bulk_create(new, batch_size=500)}


def patient_ids(source: Source, identifiers: Iterable[str]) -> dict[str, int]:
    """Return identifier -> patient id; only a keyed hash of the identifier is kept.

    The namespace is the site, so that two sources of one hospital speak of the same person.
    """
    namespace = f"site:{source.site_id}"
    digests = {_digest(namespace, identifier): identifier for identifier in set(identifiers)}
    known = dict(
        PatientAlias.objects.filter(namespace=namespace, digest__in=digests).values_list(
            "digest", "patient_id"
        )
    )
    new = sorted(digests.keys() - known.keys())
    ids = _new_patients(len(new))
    aliases = zip(ids, new, strict=True)
    rows = ((patient, namespace, digest) for patient, digest in aliases)
    bulk.create(PatientAlias, ["patient_id", "namespace", "digest"], rows)
    known |= dict(zip(new, ids, strict=True))
    return {digests[digest]: patient for digest, patient in known.items()}


def _new_patients(n: int) -> list[int]:
    """Return the ids of so many patients of whom nothing is known yet."""
    keys = [bulk.key_of(uuid.uuid4()) for _ in range(n)]
    bulk.create(Patient, ["key"], ((key,) for key in keys))
    ids = dict(bulk.select(Patient, ["key", "id"], "key IN {}", keys))
    return [ids[key] for key in keys]


def _digest(namespace: str, identifier: str) -> str:
    text = f"{namespace}|{identifier}".encode()
    return hmac.new(settings.IDENTITY_KEY.encode(), text, hashlib.sha256).hexdigest()
