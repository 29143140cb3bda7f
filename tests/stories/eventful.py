"""A hospital where much happened since last week: something for every page to show."""

from datetime import timedelta
from functools import partial

from carepath.audit import actions as audit
from carepath.audit.models import Change
from carepath.capacity import actions as capacity
from carepath.capacity.models import Request
from carepath.compliance import actions as compliance
from carepath.frames.correlation import Rule, Rules
from carepath.frames.spans import KINDS
from carepath.ingestion import actions as ingestion
from carepath.ingestion.models import Correlated, Link
from carepath.journeys.models import Journey, Span
from carepath.places.models import Bed, Unit
from carepath.protocols import actions as protocols
from carepath.protocols.models import Activation
from carepath.work.actions import Attachment, Mail
from carepath.work.models import Delivery
from tests.factories import AT, ben, person, site
from tests.ingestion.identities import merged_patients, merged_visits, pid, says
from tests.ingestion.messages import adt
from tests.journeys.frames import event
from tests.journeys.worlds import declared, record
from tests.protocols import deviations, worlds
from tests.work.mails import queued

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
STAY = KINDS.index("stay")
UNITS = {
    "ED": "Emergency department", "MA": "Medicine A", "SU": "Surgery",
    "CT": "Cardiothoracic surgery and transplantation",
}  # fmt: skip


def eventful(now):
    """A hospital as of now: feeds and visits, beds, protocols and their overrides, the ledger."""
    north = site(name="North General Hospital")
    for code, name in UNITS.items():
        Unit.objects.create(site=north, code=code, name=name)
    feed = ingestion.declare_feed(name="Admissions", site=north, by="test", at=AT)
    tell = partial(_tell, feed)
    _lie_in_beds(tell, now)
    _wait_for_beds(tell, now)
    _are_mistaken(tell, feed, now)
    _are_joined(feed, now)
    _deviate(now)
    _decide_who_approves(now)
    _look_after_the_ledger(now)
    _write_mails(now)


def _tell(feed, raw, at):
    """Let the feed say at a moment what it says at nine o'clock of the test day."""
    raw = raw.replace(b"202603020900", at.strftime("%Y%m%d%H%M").encode())
    held = ingestion.receive_hl7(raw=raw, source=feed, by="test", at=at)
    ingestion.process(message=held.pk, by="test", at=at)


def _moved(tell, trigger, unit, bed, visit, at, patient=""):
    raw = adt(trigger, 0, unit, bed=bed, visit=visit, control=f"{visit}{trigger}{at}")
    tell(raw.replace(b"p1^", f"{patient or visit}^".encode()), at)


def _lie_in_beds(tell, now):
    for n in range(6):
        came = now - timedelta(days=5) + 18 * n * HOUR
        _moved(tell, "A01", "ED", f"E{n}", f"IN{n}", came)
        _moved(tell, "A02", "MA", f"A{n % 4}", f"IN{n}", came + 3 * HOUR)
        if n < 4:
            _moved(tell, "A03", "MA", f"A{n % 4}", f"IN{n}", came + 40 * HOUR)


def _wait_for_beds(tell, now):
    for n, code, room in ((5, "MA", "A12"), (6, "MA", "A14"), (1, "CT", ""), (1, "SU", "S1")):
        unit = Unit.objects.get(code=code)
        bed = {"room": room, "code": f"{code}{n}", "side_room": n == 5}
        Bed.objects.create(unit=unit, confirmed=True, **bed)
    said = ({"sex": "F"}, {"sex": "M", "isolation": "MRSA"}, {}, {"specialty": "Cardiology"})
    for n, (code, attributes) in enumerate(zip(("MA", "MA", "CT", "SU"), said, strict=True)):
        visit, came = f"WAIT{n}", now - (14 - 3 * n) * HOUR
        _moved(tell, "A01", "ED", f"E2{n}", visit, came)
        journey = Journey.objects.get(case_ref=visit)
        journey.attributes |= attributes
        journey.save(update_fields=["attributes"])
        _asked(journey, Unit.objects.get(code=code), came + 2 * HOUR + 13 * MINUTE)
    second = Request.objects.order_by("pk")[1]
    by = ben(first_name="Ben", last_name="Smit")
    capacity.reserve(request=second, bed=Bed.objects.get(code="MA5"), by=by, at=now)


def _asked(journey, unit, at):
    stay = journey.spans.get(kind=STAY, retracted_at=None)
    span = Span.objects.create(
        journey=journey, stage=stay.stage, source=stay.source, kind=STAY, unit=unit,
        source_ref=journey.case_ref.encode().ljust(16), requested_at=at, seq=1, precision=1,
        recorded_at=at,
    )  # fmt: skip
    Request.objects.create(span=span, journey=journey, unit=unit, asked_at=at)


def _are_mistaken(tell, feed, now):
    came = now - 20 * HOUR
    for n, bed in enumerate(("S7", "S8", "S9", "S10")):
        _moved(tell, "A01", "SU", bed, f"ID{n}", came + n * MINUTE, patient=f"p{1 + n % 2}")
    for n, raw in enumerate((
        merged_visits("ID1", "ID0", 0, control="m1"), merged_patients("p2", "p1", 0, control="m2"),
        merged_visits("ID3", "ID2", 0, control="m3"), says("A29", 0, pid("p7"), control="m4"),
    )):  # fmt: skip
        tell(raw, came + (5 + n) * MINUTE)
    wrong = Link.objects.filter(kind="visit").latest("pk")
    ingestion.part(link=wrong, reason="two people of one name", by=_sam(), at=now)


def _are_joined(feed, now):
    first = Rules((feed.name,), (Rule("Laboratory", visit="case"),))
    rules = Rules((feed.name,), (*first.rules, Rule("Imaging", "visit_number", True, 720, 1440)))
    for content, why in ((first, "the laboratory first"), (rules, "imaging names patients")):
        ingestion.save_rules(site=feed.site, rules=content, reason=why, by=_sam(), at=now)
    for name, cases in (("Laboratory", ("IN1", "IN2", "X9")), ("Imaging", ("R1", "R2"))):
        source = declared(name, at_site=feed.site)
        minute = _minutes(now - 30 * HOUR)
        record(source, *(event(case, f"{name} result", minute, minute + 9) for case in cases))
    while ingestion.correlate_changed(by="test", at=now):
        continue
    joined = Correlated.objects.filter(source__name="Laboratory").order_by("pk").first()
    ingestion.take_apart(found=joined, reason="a tube of somebody else", by=_sam(), at=now)


def _deviate(now):
    worlds.active(name="Sepsis in the emergency department")
    minute = _minutes(now - 3 * HOUR)
    source = declared("Wards", at_site=site(), closing_rule="end_stages", end_stages=("Home",))
    for case in "abcd":
        steps = ("Triage", "Sepsis flag", "Lactate", "Antibiotics")
        record(source, *(event(case, name, minute + 20 * n, minute + 20 * n + 9)
                         for n, name in enumerate(steps)))  # fmt: skip
    protocols.follow(by="worker:sweep", at=now)
    one, two, *_more = journeys = followers()
    ask = partial(deviations.asked, by=worlds.nora())
    deviations.confirm(ask(journey=one, at=now - 2 * HOUR), at=now, proved_at=now)
    ask(journey=one, at=now - HOUR, place="rules/lactate", emergency=True)
    ask(journey=two, at=now - HOUR)
    refused = ask(journey=two, at=now - HOUR, place="steps/treat")
    protocols.decline_override(override=refused, by=deviations.noor(), at=now, reason="no need")
    ask(journey=journeys[2], at=now - 5 * HOUR, emergency=True)
    protocols.lapse_overrides(by="worker:sweep", at=now - HOUR / 2)


def followers():
    """The journeys that follow the protocol, in the order they came."""
    found = Journey.objects.filter(assignments__activation=Activation.objects.get())
    return list(found.select_related("site").order_by("pk"))


def _decide_who_approves(now):
    worlds.decided(where=site(), at=now - 9 * HOUR)
    other = worlds.proposed(worlds.LOOSE, at=now - 8 * HOUR)
    protocols.decline_policy(policy=other, by=worlds.hugo(), at=now, reason="asks for too little")
    worlds.proposed(worlds.LOOSE, where=site(), at=now - HOUR)


def _look_after_the_ledger(now):
    grants = Change.objects.filter(table_name="accounts_grant").order_by("seq")[:3]
    asked = [
        audit.ask_redaction(label="accounts.Grant", key=row.key, by=_ada(), at=now, reason=why)
        for row, why in zip(
            grants, ("a name in a reason", "asked for by the person", "by mistake"), strict=True
        )
    ]
    eve = person("eve", "AUDITOR", first_name="Eve", last_name="Kuiper")
    for row, approve in zip(asked, (True, False), strict=False):
        audit.decide_redaction(asked=row, approve=approve, by=eve, at=now, reason="I looked at it")
    for name, topic in (("Rob de Wit", "ledger.root"), ("Data protection office", "ledger.alert")):
        address = f"{name.replace(' ', '.').lower()}@a-long-domain.hospital.example"
        compliance.add_recipient(
            name=name, address=address, topic=topic, by=_ada(), at=now, reason="asked"
        )  # fmt: skip


def _write_mails(now):
    root = '{"seq": 48213, "root": "%s", "at": "2026-03-02T09:00:00Z"}' % ("5f" * 32)
    mail = Mail(
        "CarePath: root of the ledger at number 48213",
        "The ledger was sealed at number 48213.\nKeep this mail: whoever alters the ledger cannot "
        "alter it.\n\nhttps://carepath.hospital.example/audit/ledger/\n",
        "<p>See the portal.</p>",
        (Attachment("root.json", root),),
    )
    states = {
        "waiting": ("", 0), "sent": ("", 1), "cancelled": ("", 2),
        "in_doubt": ("The line broke after the mail was handed over.", 1),
        "quarantined": ("550 5.1.1 The server knows no such mailbox: rob.de.wit", 12),
    }  # fmt: skip
    for n, (state, (reason, tries)) in enumerate(states.items()):
        row = queued("rob.de.wit@a-long-domain.hospital.example", slot=str(n), at=now, mail=mail)
        sent_at = now if state == "sent" else None
        Delivery.objects.filter(pk=row.pk).update(
            state=state, reason_text=reason, attempts=tries, sent_at=sent_at
        )


def _minutes(moment):
    return (moment - AT) / MINUTE


def _sam():
    return worlds.somebody("sam", "SYSTEM_ADMINISTRATOR", first_name="Sam", last_name="Bakker")


def _ada():
    return worlds.somebody("ada", "AUDITOR", first_name="Ada", last_name="de Vries")
