"""Three invented protocols for the invented hospital. No drug, dose or time here is for care.

The personas write and sign them, as people would. The second version of the first waits for
somebody to bring it into force: it turns a lever of the hospital on, and what happens then is seen.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from carepath.accounts import actions as accounts
from carepath.accounts.models import User
from carepath.accounts.permissions import Permission
from carepath.accounts.roles import PERSONAS
from carepath.audit import actions as audit
from carepath.demo.models import Hospital
from carepath.frames.protocol import (
    Contraindication,
    Document,
    Dose,
    Evidence,
    Measure,
    Rule,
    Step,
)
from carepath.places.models import Site
from carepath.protocols import actions as protocols
from carepath.protocols import policies
from carepath.protocols.models import Protocol, Version

CLINICIAN, OWNER = "CLINICIAN", "PROTOCOL_OWNER"
NOT_FOR_CARE = "Invented sample, not for care."
YEAR = timedelta(days=365)


def write(*, at: datetime) -> int:
    """Write the samples at a hospital that lives and has no protocol yet; return how many.

    Only where personas count: on a machine of one's own.
    """
    row = Hospital.objects.select_related("site").filter(phase=Hospital.Phase.LIVE).first()
    if row is None or not settings.LOOPBACK_ONLY:
        return 0
    if Protocol.objects.filter(site=row.site).exists():
        return 0
    found = documents(row.site.time(at).date() + YEAR)
    with audit.acting_as("demo", at=at, why=_("an invented sample")):
        people = _people(row.site, at)
        for name, document in found.items():
            _in_force(name, document, row.site, people, at)
        _offer(row.site, people, at)
    return len(found)


def _people(site: Site, at: datetime) -> dict[str, User]:
    """Return the personas that may be asked to review, by key: pages offer who is there."""
    return {
        one.key: accounts.persona_there(persona=one, site=site.slug, at=at)
        for one in PERSONAS
        if one.role is not None and one.role.counts(Permission.REVIEW)
    }


def _in_force(
    name: str, document: Document, site: Site, people: dict[str, User], at: datetime
) -> None:
    draft = protocols.begin(
        site=site, name=name, document=document, by=people["pia"], at=at, invented=True,
        reason=_("an invented sample"),
    )  # fmt: skip
    version = _approved(draft, people, at)
    protocols.replay_now(version, at=at)
    protocols.activate(
        version=version, site=site, starts_at=None, under_way="finish", edition=version.edition,
        sha256=version.sha256, by=people["pia"], at=at, proved_at=at,
        reason=_("an invented sample"),
    )  # fmt: skip


def _approved(draft: Version, people: dict[str, User], at: datetime) -> Version:
    reviewers = [people["nora"], people["quinn"]]
    version = protocols.ask_review(
        version=draft, reviewers=reviewers, by=people["pia"], at=at, reason=_("please read")
    )
    for person in reviewers:
        version = protocols.approve(
            version=version, edition=version.edition, sha256=version.sha256, by=person, at=at,
            proved_at=at, reason=_("read"),
        )  # fmt: skip
    return version


def _offer(site: Site, people: dict[str, User], at: datetime) -> None:
    """Leave an approved change of the first sample that nobody has brought into force yet."""
    first = Protocol.objects.filter(site=site).order_by("pk").first()
    parent = first.versions.get(state=policies.State.ACTIVE)
    *before, treat = parent.document.steps
    treat = replace(treat, gate=_("cultures taken; antibiotics from the trolley beside triage"))
    changed = replace(parent.document, steps=(*before, treat), intervention="sepsis_trolley")
    draft = protocols.branch(
        protocol=first, parent=parent, by=people["pia"], at=at, document=changed,
        reason=_("antibiotics kept ready beside triage"),
    )  # fmt: skip
    _approved(draft, people, at)


def documents(review_on: date) -> dict[str, Document]:
    """Return the samples by name; the first is the one that is offered a change."""
    found = (_sepsis(), _stroke(), _hip())
    return {one.title: replace(one, review_on=review_on.isoformat()) for one in found}


def _sepsis() -> Document:
    return Document(
        title="Sepsis (invented)",
        purpose=f"{NOT_FOR_CARE} Antibiotics within the hour of the flag.",
        area="Emergency medicine",
        owners=(OWNER,),
        stage="Sepsis flag",
        steps=(
            Step("flag", "Raise the sepsis flag", "Sepsis flag", CLINICIAN, next=("lactate",)),
            Step(
                "lactate", "Measure lactate", "Lactate", CLINICIAN, ("temperature", "pulse"),
                next=("treat",),
            ),
            Step(
                "treat", "Give antibiotic A", "Antibiotics", CLINICIAN, ("allergies",),
                "cultures taken",
            ),
        ),
        rules=(
            Rule("antibiotics", "response", "Sepsis flag", "Antibiotics", 3600),
            Rule("lactate", "response", "Sepsis flag", "Lactate", 3600),
        ),
        doses=(Dose("first", "Antibiotic A", "1", "g", "2", "g", "treat"),),
        contraindications=(Contraindication("allergy", "Known allergy to antibiotic A", "treat"),),
        measures=(Measure("share", "Antibiotics within 60 minutes", "antibiotics"),),
        evidence=(Evidence("none", NOT_FOR_CARE),),
    )  # fmt: skip


def _stroke() -> Document:
    return Document(
        title="Stroke (invented)",
        purpose=f"{NOT_FOR_CARE} A scan within the hour of the alert.",
        area="Stroke medicine",
        owners=(OWNER,),
        stage="Stroke alert",
        steps=(
            Step("alert", "Raise the stroke alert", "Stroke alert", CLINICIAN, next=("scan",)),
            Step("scan", "Scan the head", "CT", CLINICIAN, gate="time of onset", next=("lyse",)),
            Step("lyse", "Give thrombolytic B if eligible", "Thrombolysis", CLINICIAN),
        ),
        rules=(
            Rule("scan", "response", "Stroke alert", "CT", 3600),
            Rule("order", "precedence", "CT", "Thrombolysis"),
        ),
        doses=(Dose("first", "Thrombolytic B", "0.5", "mg/kg", "0.9", "mg/kg", "lyse"),),
        contraindications=(Contraindication("bleeding", "Bleeding on the scan", "lyse"),),
        measures=(Measure("share", "Scan within 60 minutes", "scan"),),
        evidence=(Evidence("none", NOT_FOR_CARE),),
    )


def _hip() -> Document:
    return Document(
        title="Hip fracture (invented)",
        purpose=f"{NOT_FOR_CARE} Surgery within 36 hours of admission.",
        area="Orthopaedics",
        owners=(OWNER,),
        stage="Hip fracture admission",
        steps=(
            Step("admit", "Admit to orthopaedics", "Hip fracture admission", CLINICIAN,
                 next=("operate",)),
            Step("operate", "Operate", "Hip surgery", CLINICIAN, gate="fit for anaesthesia",
                 next=("walk",)),
            Step("walk", "Begin physiotherapy", "Physiotherapy", CLINICIAN),
        ),
        rules=(
            Rule("surgery", "response", "Hip fracture admission", "Hip surgery", 36 * 3600),
            Rule("walk", "response", "Hip surgery", "Physiotherapy", 48 * 3600),
        ),
        doses=(Dose("first", "Analgesic C", "1", "g", "2", "g", "admit"),),
        measures=(Measure("share", "Surgery within 36 hours", "surgery"),),
        evidence=(Evidence("none", NOT_FOR_CARE),),
    )  # fmt: skip
