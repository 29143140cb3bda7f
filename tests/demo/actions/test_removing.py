from datetime import timedelta

import pytest
from django.apps import apps
from django.db import models

from carepath.accounts import actions as accounts
from carepath.accounts.models import User
from carepath.accounts.roles import PERSONAS
from carepath.audit import actions as audit
from carepath.audit.models import Entry
from carepath.audit.register import kept
from carepath.capacity.models import Claim, Flag, Holding, Move, Named, Request, Reservation, Word
from carepath.demo import actions, queries
from carepath.demo.actions import removing
from carepath.demo.models import Hospital
from carepath.forecasts.models import AdviceLimits, Backtest, Outcome, Recommendation, Slot, Vintage
from carepath.frames.correlation import OUTCOMES
from carepath.frames.moments import to_us
from carepath.frames.vitals import Measured
from carepath.ingestion.models import (
    Apart,
    Correlated,
    CorrelationRules,
    Link,
    Meaning,
    Mended,
    Message,
    Parting,
    Resource,
    ResourceKey,
    Silence,
)
from carepath.journeys import actions as journeys
from carepath.journeys import queries as known
from carepath.journeys.models import Journey, JourneyLink, Patient, Source, Span
from carepath.outcomes.actions import observe
from carepath.outcomes.models import (
    Alert,
    Decision,
    Huddle,
    HuddleMail,
    HuddleReader,
    LevelProof,
    LevelTold,
    Look,
    Note,
    Receipt,
    RuleSet,
    Score,
    Telling,
    UnitWord,
    Watching,
)
from carepath.places import actions as places
from carepath.places.models import Bed, Site
from carepath.portal.models import Screen
from carepath.protocols import actions as protocols
from carepath.protocols.models import (
    Activation,
    ApprovalPolicy,
    Assignment,
    Followed,
    Override,
    Reviewer,
    Ruling,
    Signature,
)
from carepath.scenarios.models import Calibration, Run, Scenario
from tests.demo.worlds import NIGHT, a_hospital, built, later, step
from tests.factories import first, granted, person
from tests.ingestion.worlds import imported, log
from tests.journeys.frames import event, frame
from tests.logins import APP, become
from tests.protocols import worlds as actives

pytestmark = pytest.mark.django_db


def rows():
    """Every row of every table of ours, but for what is only ever added to."""
    return {
        model._meta.label: sorted(map(repr, model._base_manager.values_list()))
        for model in apps.get_models()
        if model.__module__.startswith("carepath.")
        and model._meta.app_label != "audit"
        and model not in kept()
    }


def without_personas():
    """The same; of a persona nothing is left but an account that can do nothing."""
    found, persona = rows(), User.objects.get(persona_site="demo")
    assert (persona.is_active, persona.session_epoch, persona.held) == (False, 1, [])
    found["accounts.User"] = [row for row in found["accounts.User"] if persona.username not in row]
    return found


def real_data():
    """A portal in use: an imported log with patients, notes, people and roles."""
    content = "case,activity,time,who\n" + "".join(
        f"c{case},{stage},2026-02-01 10:{case:02d}:00,p{case}\n"
        for case in range(5)
        for stage in ("Arrive", "Leave")
    )
    message = imported(content, patient="who")
    quality = first()
    journey = Journey.objects.filter(source=message.source).first()
    journeys.write_note(journey=journey, text="a remark", by=quality, at=NIGHT)
    person("rita", "READ_ONLY", at_site="north")
    journeys.store_changes(by="test", at=NIGHT)
    return quality


def everything_of_the_demo(quality):
    """A hospital with a row in as many tables as there are."""
    row = built()
    actions.happen(what="feed_outage", by=quality, at=NIGHT)
    for minute in range(0, 70, 10):
        row = step(later(minutes=minute))
    row.held.create(raw=b"{}")
    row.outgoing.create(due_at=later(hours=9), number=0, raw=b"MSH")
    Message.objects.first().told.create(source=row.source, visit="A")
    found = Journey.objects.filter(source=row.source).order_by("pk")
    journeys.write_note(journey=found[0], text="a remark", by=quality, at=NIGHT)
    JourneyLink.objects.create(earlier=found[0], later=found[1], kind="readmission")
    journeys.annotate(
        site=row.site, unit=row.site.units.first(), starts_at=NIGHT, ends_at=NIGHT,
        text="norovirus", by=quality, at=NIGHT,
    )  # fmt: skip
    imported(log(cases=2), source="uploaded to the demo", at_site=row.site)
    persona = accounts.look_as(persona=PERSONAS[0], site="demo", by=quality, at=NIGHT)
    granted(quality, "READ_ONLY", "demo")
    unit = row.site.units.get(code="MEA")
    places.set_open_beds(unit=unit, beds=30, by=persona, at=NIGHT, reason="quiet")
    followed(row, found[0], quality)
    lying(row.source, unit, found[0])
    told(row, found[0])
    pressed(row.site, quality)
    foretold(row.site, unit)
    asked(row.site)
    met(row.site, unit, quality)
    Screen.objects.create(
        site=row.site, name="corridor", digest="d", prefix="p", added_at=NIGHT, added_by="test"
    )
    return row


def met(site, unit, by):
    """A huddle with a word, a decision and a reader, also by mail."""
    huddle = Huddle.objects.create(site=site, due_at=NIGHT, taken_at=NIGHT, picture={})
    said = {"huddle": huddle, "unit": unit, "note": "calm", "said_by": "test", "said_at": NIGHT}
    UnitWord.objects.create(**said)
    Decision.objects.create(
        huddle=huddle, text="x", owner="x", until_at=NIGHT, decided_by="test", decided_at=NIGHT
    )
    Receipt.objects.create(huddle=huddle, reader="user:1", name="test", read_at=NIGHT)
    HuddleReader.objects.create(site=site, person=by, asked_at=NIGHT)
    HuddleMail.objects.create(huddle=huddle, person=by, written_at=NIGHT)


def foretold(site, unit):
    """A forecast of its beds, how good it was, and what was recommended."""
    said = {"site": site, "job": "beds", "unit": unit, "series": unit.code}
    slot = Slot.objects.filter(site=site, job="beds").first()
    Vintage.objects.create(
        **said, slot=slot, run=9, slot_at=NIGHT, issued_at=NIGHT, data_until=NIGHT,
        kept_until=later(days=99999), model="x", version=1, fingerprint="f", law=b"l",
    )  # fmt: skip
    Backtest.objects.create(
        **said, slot=slot, made_at=NIGHT, first_at=NIGHT, last_at=NIGHT, origins=1, told_then=0,
        result={},
    )  # fmt: skip
    advised = Recommendation.objects.create(
        site=site, unit=unit, kind="open", beds=1, staffed=3, before=0.5, after=0.1,
        worst_at=NIGHT, made_at=NIGHT, vintage=1,
    )  # fmt: skip
    Outcome.objects.create(
        recommendation=advised, site=site, judged_at=later(hours=24), since_at=NIGHT,
        until_at=later(hours=24), carried_out=True, staffed=4, fell_short=False, largest=0,
        largest_at=NIGHT, short_hours=0, bed_hours=0, other_largest=1, other_hours=1,
        other_bed_hours=1, course=[[], []],
    )  # fmt: skip


def asked(site):
    """What somebody asked what if of, what it was calibrated to, and a run."""
    made = Calibration.objects.create(
        site=site, made_at=NIGHT, since=NIGHT - timedelta(days=28), until=NIGHT, method=1,
        fingerprint="f", read={}, model="", observed={}, observed_weeks=4,
    )  # fmt: skip
    Scenario.objects.create(
        site=site, name="x", changes=[], weeks=4, pairs=20, state="waiting", asked_at=NIGHT,
        asked_on=NIGHT, asked_by="test", by_name="test", calibration=made,
    )  # fmt: skip
    Run.objects.create(calibration=made, weeks=4, place=0, result={})


def pressed(site, by):
    """Its level and the one to come, an alert that was told, a note and proposed rules."""
    with audit.acting_as("test", at=NIGHT, why="a world"):
        row = RuleSet(site=site, number=1, content="{}", proposed_at=NIGHT, proposed_by=by)
        row.save()
        said = {"set_at": NIGHT, "set_by": by, "reason": "invented"}
        AdviceLimits(site=site, number=1, content="{}", **said).save()
    Look.objects.create(site=site)
    Score.objects.create(site=site, since_at=NIGHT, seen_at=NIGHT, level=1, least=1, total=0)
    LevelTold.objects.create(
        site=site, hours=8, slot_at=NIGHT, told_at=NIGHT, at=later(hours=8), now=1,
        kept_until=later(days=99999), chances=[1, 0, 0, 0],
    )  # fmt: skip
    LevelProof.objects.create(
        site=site, hours=8, made_at=NIGHT, first_at=NIGHT, last_at=NIGHT, unknown=0, result={}
    )
    Watching.objects.create(site=site, parameter="waiting")
    alert = Alert.objects.create(
        site=site, parameter="waiting", rule={}, raised_at=NIGHT, since_at=NIGHT, value=1, worst=1
    )
    Telling.objects.create(alert=alert, role="BED_MANAGER", at=NIGHT)
    Note.objects.create(site=site, parameter="spare", owner="QUALITY_LEAD", shift_at=NIGHT)


def told(row, journey):
    """What feeds told of who is who, what belongs together, and resources in their own words."""
    source, message = row.source, Message.objects.filter(source=row.source).first()
    Link.objects.create(
        message=message, source=source, verb="linked", kind="visit", one="A", occurred=1,
        written=1, digest="d",
    )  # fmt: skip
    by = {"made_at": NIGHT, "made_by": "test", "reason": "x"}
    with audit.acting_as("test", at=NIGHT, why="a world for tests"):
        Parting.objects.create(source=source, digest="d", **by)
        word = {"kind": "trigger", "said": "Z01", "means": "A08"}
        meaning = Meaning.objects.create(source=source, **word, **by)
        CorrelationRules.objects.create(
            site=row.site, version=1, content={}, created_at=NIGHT, created_by="test"
        )
        Apart.objects.create(journey=journey, **by)
    Mended.objects.create(message=message, meaning=meaning)
    Silence.objects.create(source=source, since_at=NIGHT, usual_us=1, found_at=NIGHT)
    Correlated.objects.create(journey=journey, source=source, outcome=next(iter(OUTCOMES)))
    resource = Resource.objects.create(
        source=source, message=message, kind="Patient", ident="1", version=1, content="{}",
        sha256="s", recorded_at=NIGHT,
    )  # fmt: skip
    ResourceKey.objects.create(resource=resource, digest="k")


def lying(source, unit, journey):
    """A bed with somebody in it, kept for somebody, asked for, and a pulse."""
    bed = Bed.objects.create(unit=unit, code="B1")
    span, other = Span.objects.filter(source=source)[:2]
    where = {"journey": journey, "bed": bed}
    Claim.objects.create(**where, span=span, since=NIGHT)
    Named.objects.create(bed=where["bed"], at=NIGHT)
    Holding.objects.create(**where, since=NIGHT)
    said = {"happened_at": NIGHT, "recorded_at": NIGHT, "said_by": "test", "by_name": "test"}
    move = Move.objects.create(**where, kind="arrived", **said)
    Claim.objects.create(**where, move=move, since=NIGHT)
    said = {"kind": "private", "since_at": NIGHT, "said_by": "test", "by_name": "test"}
    Flag.objects.create(journey=journey, **said)
    Reservation.objects.create(**where, since_at=NIGHT, by_name="test")
    Request.objects.create(journey=journey, span=other, unit=unit, asked_at=NIGHT)
    said = {"since": NIGHT, "written_at": NIGHT, "recorded_at": NIGHT}
    Word.objects.create(bed=bed, state="U", **said, said_by="test", source=source)
    pulse = Measured("Heart rate", 72, "/min", 1, 1, "r1", visit=journey.case_ref)
    observe([pulse], source=source, message=None, at=NIGHT)


def followed(row, journey, by):
    """Two versions of a protocol of the hospital, one in force, and a journey that follows it."""
    first = actives.draft(where=row.site, by=by, at=NIGHT)
    second = protocols.branch(protocol=first.protocol, parent=first, by=by, at=NIGHT, reason="x")
    protocols.comment(version=second, place="", text="why?", by=by, at=NIGHT)
    where = {"protocol": first.protocol, "version": second}
    with audit.acting_as(by, at=NIGHT, why="a world for tests"):
        Reviewer.objects.create(version=second, person=by, asked_at=NIGHT, reason="x")
        in_force(second, row.site)
        ApprovalPolicy.objects.create(
            site=row.site, number=1, content="{}", reason="x", proposed_at=NIGHT, proposed_by=by
        )
        running = Activation.objects.create(
            **where, site=row.site, starts_at=NIGHT, under_way="finish", reason="x",
            activated_at=NIGHT, activated_by=by,
        )  # fmt: skip
        Override.objects.create(
            journey=journey, protocol=first.protocol, place="rules/r", what="r", reason="x",
            asked_at=NIGHT, asked_by=by,
        )  # fmt: skip
    Followed.objects.create(activation=running)
    Assignment.objects.create(**where, journey=journey, activation=running, since_at=NIGHT)


def in_force(version, site):
    """Sign a version as the database asks for."""
    Ruling.objects.create(
        version=version.pk, edition=1, policy="x", content="{}", risk="dose", approvers=1, at=NIGHT
    )
    other = User.objects.exclude(username="first").order_by("pk").first()
    said = {"version": version.pk, "edition": 1, "content_sha256": version.sha256, "at": NIGHT}
    for meaning, place in (("approved", ""), ("activated", site.slug)):
        Signature.objects.create(
            **said, meaning=meaning, place=place, signer=other, printed_name="x", roles=[],
            proved_at=NIGHT, digest=f"{version.pk}{meaning}",
        )  # fmt: skip
    for state in ("in_review", "approved", "active"):
        version.state = state
        version.save()


def removed(most=200):
    actions.reset(by="test", at=NIGHT)
    for _ in range(most):
        if not queries.is_there():
            return
        actions.step(by="test", at=NIGHT)
    raise AssertionError("something is left")


def test_real_data_beside_it_stays_as_it_is_and_nothing_of_the_site_remains(monkeypatch):
    monkeypatch.setattr(removing, "SOME", 500)
    quality = real_data()
    before, shown = rows(), known.spans(by=quality, source="log")
    site = everything_of_the_demo(quality).site
    assert {name for name, found in rows().items() if len(found) > len(before[name])} >= {
        model._meta.label for model in removing.order()
    } - {"ingestion.Reject"}
    removed()
    assert without_personas() == before | {"journeys.ChangeClock": rows()["journeys.ChangeClock"]}
    after = known.spans(by=quality, source="log")
    assert (after.start == shown.start).all()
    assert known.spans(by=quality).n_journeys == shown.n_journeys
    assert Entry.objects.filter(verb="demo.removed", site=site.slug).count() == 1
    assert Entry.objects.filter(verb="clock.set").count() == 0
    assert Entry.objects.filter(verb="beds.opened", site="demo").count() == 1


@pytest.mark.postgresql
def test_the_portals_own_login_removes_all_of_it(roles):
    quality = real_data()
    become(APP)
    before = rows()
    everything_of_the_demo(quality)
    removed()
    assert without_personas() == before | {"journeys.ChangeClock": rows()["journeys.ChangeClock"]}
    persona = accounts.look_as(persona=PERSONAS[0], site="demo", by=quality, at=NIGHT)
    assert persona.is_active and persona.held


def test_every_table_that_leads_to_a_site_is_known():
    """A new model with a key to a site, a source or a journey is in the order by itself."""
    order = removing.order()
    assert order[-1] is Site
    assert {Hospital, Source, Journey, Span} < set(order)
    place = {model: number for number, model in enumerate(order)}
    for model in order:
        assert removing.path(model).endswith("pk")
        for field in model._meta.concrete_fields:
            if field.related_model in place and field.related_model is not model:
                assert place[model] < place[field.related_model], field


def test_names_of_sites_stand_in_no_other_table_of_text():
    """Who keeps the name of a site as text is cleared by hand, so it must be known here."""
    known_by_name = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField) and field.name in ("site", "persona_site")
    }
    assert known_by_name == {
        "accounts.Grant.site", "accounts.Proposal.site", "accounts.HistoricalGrant.site",
        "accounts.HistoricalProposal.site", "accounts.User.persona_site",
        "audit.Entry.site",
    }  # fmt: skip


def test_a_removal_that_was_cut_off_goes_on(monkeypatch):
    monkeypatch.setattr(removing, "SOME", 100)
    built()
    actions.reset(by="test", at=NIGHT)
    actions.reset(by="test", at=NIGHT)
    for _ in range(5):
        step()
    assert Span.objects.count() > 0
    removed()
    assert not Site.objects.exists()
    assert not Patient.objects.exists()
    assert Entry.objects.filter(verb="demo.leaving").count() == 1


def test_pages_show_nothing_of_what_leaves(monkeypatch):
    monkeypatch.setattr(removing, "SOME", 100)
    built()
    actions.reset(by="test", at=NIGHT)
    step()
    assert known.spans(by=first()).n_journeys == 0
    assert Journey.objects.exists()


def test_what_comes_in_while_it_leaves_goes_too():
    row = built()
    actions.reset(by="test", at=NIGHT)
    step()
    late = frame(event("late", "Triage", 0, 5))
    journeys.record(events=late, source=row.source, by="test", at=NIGHT)
    removed()
    assert not Journey.objects.exists()


def test_patients_another_site_knows_stay():
    hospital = a_hospital()
    mine = frame(event("A", "Triage", 0, 5, patient="p"))
    journeys.record(events=mine, source=hospital.source, by="test", at=NIGHT)
    patient = Patient.objects.get()
    patient.aliases.create(namespace="elsewhere", digest="x")
    removed()
    assert list(Patient.objects.all()) == [patient]


def test_there_must_be_one():
    with pytest.raises(actions.NoHospital):
        actions.reset(by="test", at=NIGHT)


def test_a_removed_hospital_can_begin_again():
    built()
    removed()
    row = built()
    assert row.emitted_until == to_us(NIGHT)
    assert User.objects.filter(persona_site="demo").count() == 0
    assert row.site.time(NIGHT) == NIGHT + timedelta(0)
