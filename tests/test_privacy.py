"""Patient data stays where it belongs: declared by its model, absent from faults, logs, lists."""

import json
import logging
import types

import pytest
from django.apps import apps
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.db import models
from django.http import Http404
from django.test import Client
from django.urls import path

from carepath.accounts.policies import public
from carepath.config import urls
from carepath.journeys import actions as journeys
from carepath.journeys.models import Journey
from carepath.ui import logs
from tests.factories import AT, nora, site
from tests.journeys.frames import event, frame

PATIENT = "Jansen-1947-0311"

# Models that hold nothing about a patient and no free words about anybody, each with its reason.
HARMLESS = {
    "compliance.HistoricalRecipient": "staff who get mails",
    "compliance.Recipient": "staff who get mails",
    "compliance.Run": "keys of our own rows and sentences of our own",
    "accounts.ApiToken": "a hash, and words their owner chose for a program",
    "accounts.Grant": "roles of staff",
    "accounts.HistoricalGrant": "roles of staff",
    "accounts.TokenUse": "a moment",
    "audit.AccessRead": "internal keys only",
    "audit.ReadSeal": "hashes",
    "audit.Restatement": "internal keys only",
    "audit.Root": "hashes",
    "audit.Check": "names of triggers and places in the chain",
    "capacity.Claim": "internal keys and moments",
    "capacity.Holding": "internal keys and moments",
    "capacity.Named": "a key of a bed and a moment",
    "capacity.Move": "internal keys, moments, and names and keys of staff",
    "capacity.Projected": "a number",
    "capacity.Request": "internal keys and moments",
    "capacity.Reservation": "internal keys, moments and keys of staff",
    "forecasts.AdviceLimits": "limits and reasons of our own",
    "forecasts.HistoricalAdviceLimits": "limits and reasons of our own",
    "forecasts.Backtest": "figures about numbers of patients",
    "forecasts.Outcome": "numbers of beds",
    "forecasts.Slot": "moments, counts and sentences of our own",
    "forecasts.Vintage": "laws of numbers of patients",
    "scenarios.Calibration": "laws of numbers of patients, and counts of what was read",
    "scenarios.Run": "figures about an invented run of numbers of patients",
    "places.Bed": "names of beds",
    "places.HistoricalBed": "names of beds",
    "demo.Applied": "what was done to a made-up hospital",
    "demo.Hospital": "a made-up hospital",
    "ingestion.Correlating": "a number",
    "ingestion.CorrelationRules": "names of sources and columns",
    "ingestion.HistoricalCorrelationRules": "names of sources and columns",
    "ingestion.HistoricalMappingVersion": "names of columns",
    "ingestion.MappingVersion": "names of columns",
    "ingestion.Listening": "a moment",
    "ingestion.Mended": "which message was understood by which meaning",
    "ingestion.ResourceKey": "keyed hashes",
    "ingestion.Progress": "counts and names of stages",
    "journeys.ChangeClock": "a number",
    "journeys.HistoricalStage": "names of stages",
    "journeys.HistoricalTarget": "names of stages",
    "journeys.JourneyLink": "random keys",
    "journeys.Patient": "a random key",
    "journeys.Source": "names of stages and zones",
    "journeys.Stage": "names of stages",
    "journeys.Target": "names of stages",
    "outcomes.Alert": "numbers of a site, and names of staff",
    "outcomes.HistoricalRuleSet": "rules: they speak of no patient",
    "outcomes.HistoricalHuddleTime": "times of the day",
    "outcomes.Huddle": "numbers of a site",
    "outcomes.HuddleMail": "keys of staff and moments",
    "outcomes.HuddleReader": "keys of staff and moments",
    "outcomes.HuddleTime": "times of the day",
    "outcomes.LevelProof": "numbers of a site",
    "outcomes.LevelTold": "numbers of a site",
    "outcomes.Look": "moments",
    "outcomes.Note": "numbers of a site, and names of staff",
    "outcomes.Receipt": "names of staff",
    "outcomes.RuleSet": "rules: they speak of no patient",
    "outcomes.Score": "numbers of a site",
    "outcomes.Telling": "names of roles",
    "outcomes.Watching": "a number and moments",
    "portal.Screen": "names of places, a hash and keys of staff",
    "protocols.Activation": "where and when a protocol is in force",
    "protocols.ApprovalPolicy": "how many people of which roles",
    "protocols.Assignment": "internal keys",
    "protocols.Contribution": "who of the staff changed a version",
    "protocols.Followed": "a number",
    "protocols.HistoricalActivation": "where and when a protocol is in force",
    "protocols.HistoricalApprovalPolicy": "how many people of which roles",
    "protocols.HistoricalProtocol": "names of protocols",
    "protocols.HistoricalReviewer": "who of the staff was asked to review",
    "protocols.HistoricalVersion": "protocols: they speak of no one patient",
    "protocols.Protocol": "names of protocols",
    "protocols.Reviewer": "who of the staff was asked to review",
    "protocols.Ruling": "how many people of which roles",
    "protocols.Version": "protocols: they speak of no one patient",
    "places.HistoricalOpenBeds": "numbers of beds",
    "places.HistoricalStaffOnDuty": "numbers of people by role",
    "places.OpenBeds": "numbers of beds",
    "places.HistoricalShiftCalendar": "names and hours of shifts",
    "places.ShiftCalendar": "names and hours of shifts",
    "places.HistoricalHoliday": "days and names of public holidays",
    "places.Holiday": "days and names of public holidays",
    "places.Equipment": "numbers of equipment",
    "places.EquipmentUse": "numbers of equipment",
    "places.HistoricalEquipment": "numbers of equipment",
    "places.HistoricalEquipmentUse": "numbers of equipment",
    "places.HistoricalSlot": "whether a slot is taken, never by whom",
    "places.HistoricalUnitStaff": "numbers of people by role",
    "places.Slot": "whether a slot is taken, never by whom",
    "places.UnitStaff": "numbers of people by role",
    "places.Site": "a hospital",
    "places.StaffOnDuty": "numbers of people by role",
    "places.Unit": "a ward",
    "work.Heartbeat": "processes",
    "work.PolicyReport": "names of routes, static files and hosts",
}
OURS = [model for model in apps.get_models() if model.__module__.startswith("carepath.")]
FREE = (models.TextField, models.JSONField, models.BinaryField)


def identifying(model):
    """The declared fields; a history table shares those of what it follows."""
    followed = getattr(model, "instance_type", model)
    return getattr(followed, "IDENTIFYING", None)


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_each_model_declares_what_identifies_or_is_listed_as_harmless(model):
    declared = identifying(model)
    if declared is None:
        assert model._meta.label in HARMLESS
        return
    assert model._meta.label not in HARMLESS
    assert declared <= {field.name for field in model._meta.get_fields()}


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_a_field_that_can_hold_anything_is_declared_or_its_model_is_harmless(model):
    free = {field.name for field in model._meta.fields if isinstance(field, FREE)}
    assert model._meta.label in HARMLESS or free <= identifying(model) | {"history_change_reason"}


def test_the_list_of_harmless_models_is_true():
    assert set(HARMLESS) <= {model._meta.label for model in OURS}


def test_what_identifies_is_not_in_a_models_name():
    """str(row) ends in titles, messages and logs."""
    for model in OURS:
        if model._meta.label.startswith("accounts.") or identifying(model) is None:
            continue
        row = model(**{
            name: PATIENT for name in identifying(model)
            if not isinstance(model._meta.get_field(name), models.BinaryField)
        })  # fmt: skip
        try:
            assert PATIENT not in str(row), model
        except model.DoesNotExist:
            continue  # names a related row, which is looked at itself


# -- faults ---------------------------------------------------------------------------------------

FAULTS = {
    "bad": (BadRequest(PATIENT), 400),
    "suspicious": (SuspiciousOperation(PATIENT), 400),
    "missing": (Http404(PATIENT), 404),
    "broken": (ValueError(f"could not read '{PATIENT}'"), 500),
}


def _raising(error):
    def view(request):
        patient = PATIENT  # noqa: F841 - a traceback that shows local names would show it
        raise error

    return public("a test")(view)


@pytest.fixture
def faulty(settings):
    """The portal with addresses that fail while they handle a patient's data."""
    module = types.ModuleType("faulty_urls")
    module.urlpatterns = [
        *(path(f"fault/{name}/", _raising(error)) for name, (error, _status) in FAULTS.items()),
        *(path(f"api/v1/{name}/", _raising(error)) for name, (error, _status) in FAULTS.items()),
        path("fault/refused/", _raising(PermissionDenied("You may not import files."))),
        *urls.urlpatterns,
    ]
    for name in ("handler400", "handler403", "handler404", "handler500"):
        setattr(module, name, getattr(urls, name))
    settings.ROOT_URLCONF = module
    return Client(raise_request_exception=False)


@pytest.mark.django_db(databases="__all__")
@pytest.mark.parametrize("signed", [False, True])
@pytest.mark.parametrize("name", FAULTS)
@pytest.mark.parametrize("where", ["fault", "api/v1"])
def test_the_pages_of_faults_carry_no_data(faulty, where, name, signed):
    if signed:
        faulty.force_login(nora())
    answer = faulty.get(f"/{where}/{name}/")
    assert answer.status_code == FAULTS[name][1]
    assert PATIENT not in answer.content.decode()
    assert "Traceback" not in answer.content.decode()
    kind = "text/html" if where == "fault" else "application/problem+json"
    assert answer["Content-Type"].startswith(kind)


@pytest.mark.django_db(databases="__all__")
def test_a_refusal_says_its_sentence(faulty):
    assert "You may not import files." in faulty.get("/fault/refused/").content.decode()


@pytest.mark.django_db(databases="__all__")
def test_the_log_of_a_fault_carries_no_data(faulty, caplog):
    """As settings.LOGGING writes it: through the filter on the handler."""
    handler = caplog.handler
    scrub = logs.Scrub()
    handler.addFilter(scrub)
    try:
        for name in FAULTS:
            faulty.get(f"/fault/{name}/")
    finally:
        handler.removeFilter(scrub)
    written = [handler.format(record) for record in caplog.records]
    assert any(line.endswith("ValueError") for line in written)
    assert all(PATIENT not in line for line in written)


def test_every_handler_of_ours_has_the_filter(settings):
    for name, handler in settings.LOGGING["handlers"].items():
        assert "scrub" in handler["filters"], name
    assert settings.LOGGING["filters"]["scrub"]["()"] == "carepath.ui.logs.Scrub"
    assert logging.getLogger("django.db.backends").getEffectiveLevel() > logging.DEBUG


# -- pages ----------------------------------------------------------------------------------------


@pytest.fixture
def journey(db):
    from carepath.frames.mapping import Mapping

    source = journeys.declare_source(
        name="log",
        site=site(),
        mapping=Mapping(case="c", activity="a", time="t"),
        intervals=True,
        by="test",
        at=AT,
    )
    events = frame(
        event(PATIENT, "Triage", 0, 5, patient=PATIENT, case_attributes=json.dumps({"age": "47"})),
        event(PATIENT, "Doctor", 9, 15, patient=PATIENT),
    )
    journeys.record(events=events, source=source, by="test", at=AT)
    return Journey.objects.get()


@pytest.mark.django_db(databases="__all__")
@pytest.mark.parametrize(
    "where",
    [
        "/journeys/",
        "/journeys/{trace}/",
        "/bottlenecks/?source=log",
        "/api/v1/journeys/",
        "/api/v1/journeys/{trace}/",
        "/api/v1/journeys/{trace}/otlp",
        "/api/v1/flow/summary/?source=log",
        "/audit/",
        "/audit/reads/",
    ],
)
def test_what_the_source_calls_a_patient_is_on_no_page(journey, where):
    client = Client()
    client.force_login(nora())
    answer = client.get(where.format(trace=journey.trace_id.hex), follow=True)
    assert answer.status_code == 200
    assert PATIENT not in b"".join(answer).decode()
    assert "no-store" in answer["Cache-Control"]
