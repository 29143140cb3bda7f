"""Every address × method × role: who gets in, and that nobody was forgotten.

The tables are written by hand and share nothing with `accounts/roles.py`. A new address fails here
until it has a line.
"""

import re
from pathlib import Path
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.test import Client, RequestFactory
from django.urls import get_resolver, resolve, reverse

from carepath.accounts import actions as accounts
from carepath.accounts.permissions import Permission
from carepath.accounts.roles import Role
from carepath.fhir import policies
from carepath.journeys import actions as journeys
from carepath.journeys.models import Journey
from carepath.ui import clock
from tests.factories import AT, person, site
from tests.journeys.actions.test_record import record
from tests.journeys.frames import event

pytestmark = pytest.mark.django_db(databases="__all__")
ROOT = Path(__file__).resolve().parents[1]

ROLES = [role.name for role in Role]
EVERYBODY = {*ROLES, "NOBODY"}
SEE = {
    "HOSPITAL_ADMINISTRATOR",
    "BED_MANAGER",
    "CLINICIAN",
    "PROTOCOL_OWNER",
    "QUALITY_LEAD",
    "READ_ONLY",
}
ANNOTATE = SEE - {"READ_ONLY"}
EXPORT = {"HOSPITAL_ADMINISTRATOR", "BED_MANAGER", "QUALITY_LEAD", "RESEARCHER", "AUDITOR"}
IMPORT = {"HOSPITAL_ADMINISTRATOR", "QUALITY_LEAD", "SYSTEM_ADMINISTRATOR"}
LOOK_AT_IMPORTS = SEE | IMPORT
FEEDS = PEOPLE = {"SYSTEM_ADMINISTRATOR"}
AUDIT = {"CLINICIAN", "PROTOCOL_OWNER", "QUALITY_LEAD", "AUDITOR", "SYSTEM_ADMINISTRATOR"}

STEER = {"HOSPITAL_ADMINISTRATOR", "BED_MANAGER", "PROTOCOL_OWNER", "QUALITY_LEAD"}

STAFFING = {"HOSPITAL_ADMINISTRATOR", "BED_MANAGER"}
SET_UP = {"HOSPITAL_ADMINISTRATOR"}

AUTHOR = {"PROTOCOL_OWNER", "QUALITY_LEAD"}
REVIEW = AUTHOR | {"CLINICIAN"}
SET_APPROVALS = {"HOSPITAL_ADMINISTRATOR", "SYSTEM_ADMINISTRATOR"}
SET_ESCALATION = {"HOSPITAL_ADMINISTRATOR", "QUALITY_LEAD"}
ACKNOWLEDGE = SET_ESCALATION | {"BED_MANAGER"}
HUDDLE = ACKNOWLEDGE | {"CLINICIAN"}
ROLL_BACK = DECIDE = REVIEW | {"HOSPITAL_ADMINISTRATOR"}

NO = {"pk": 999_999}
NO_VERSION = NO | {"number": 1}
TRACE = {"trace_id": "0" * 32}

# name: (method, arguments, who gets in, what they get when there is nothing there yet)
TABLE = {
    "portal:home": ("get", {}, EVERYBODY, {200, 302}),
    "portal:theme": ("post", {}, EVERYBODY, {400}),
    "portal:tour": ("post", {}, EVERYBODY, {302}),
    "portal:now": ("get", {}, SEE, {200}),
    "portal:screens": ("get", {}, {"HOSPITAL_ADMINISTRATOR"}, {200}),
    "portal:revoke_screen": ("post", NO, {"HOSPITAL_ADMINISTRATOR"}, {404}),
    "portal:search": ("get", {}, SEE, {200}),
    "work:index": ("get", {}, FEEDS, {200}),
    "work:outbox": ("get", {}, FEEDS, {200}),
    "work:mail": ("get", NO, FEEDS, {404}),
    "work:move": ("post", NO, FEEDS, {404}),
    "accounts:index": ("get", {}, PEOPLE, {200}),
    "accounts:roles": ("get", {}, EVERYBODY, {200}),
    "accounts:invite": ("get", {}, PEOPLE, {200}),
    "accounts:tokens": ("get", {}, EVERYBODY, {200}),
    "accounts:revoke_token": ("post", NO, EVERYBODY, {404}),
    "accounts:person": ("get", NO, PEOPLE, {404}),
    "accounts:grant": ("post", NO, PEOPLE, {404}),
    "accounts:deactivate": ("post", NO, PEOPLE, {404}),
    "accounts:reactivate": ("post", NO, PEOPLE, {404}),
    "accounts:renew_password": ("post", NO, PEOPLE, {404}),
    "accounts:reset_factors": ("post", NO, PEOPLE, {404}),
    "accounts:revoke": ("post", NO, PEOPLE, {404}),
    "accounts:approve": ("post", NO, PEOPLE, {404}),
    "accounts:decline": ("post", NO, PEOPLE, {404}),
    "capacity:board": ("get", {}, SEE, {200}),
    "places:confirm_beds": ("post", NO, STAFFING, {404}),
    "capacity:export_units": ("get", {"kind": "csv"}, EXPORT, {404}),
    "capacity:emergency": ("get", {}, SEE, {200}),
    "capacity:intensive": ("get", {}, SEE, {200}),
    "capacity:queues": ("get", {}, SEE, {200}),
    "capacity:measures": ("get", {}, SEE, {200}),
    "capacity:stays": ("get", {}, SEE, {200}),
    "capacity:transfers": ("get", {}, SEE, {200}),
    "capacity:occupancy": ("get", {}, SEE, {200}),
    "capacity:requests": ("get", {}, SEE, {200}),
    "capacity:reserve": ("post", NO, {"BED_MANAGER"}, {404}),
    "capacity:give_back": ("post", NO, {"BED_MANAGER"}, {404}),
    "capacity:say": ("post", NO, {"BED_MANAGER"}, {404}),
    "forecasts:index": ("get", {}, SEE, {200}),
    "forecasts:export": ("get", {"kind": "csv"}, EXPORT, {404}),
    "forecasts:export_departures": ("get", {"kind": "csv"}, EXPORT, {404}),
    "forecasts:export_arrivals": ("get", {"kind": "csv"}, EXPORT, {404}),
    "forecasts:backtests": ("get", {}, SEE, {200}),
    "forecasts:backtest": ("get", {}, SEE, {404}),
    "forecasts:advice_proof": ("get", {}, SEE, {404}),
    "forecasts:recommendations": ("get", {}, SEE, {200}),
    "forecasts:recommendation": ("get", NO, SEE, {404}),
    "forecasts:limits": ("get", {}, SEE, {200}),
    "forecasts:set_limits": ("post", {}, SET_ESCALATION, {404, 422}),
    "forecasts:decide": ("post", NO, STAFFING, {404}),
    "scenarios:index": ("get", {}, SEE, {200}),
    "scenarios:new": ("get", {}, STEER, {404}),
    "scenarios:scenario": ("get", NO, SEE, {404}),
    "scenarios:cancel": ("post", NO, STEER, {404}),
    "scenarios:compare": ("get", {}, SEE, {422}),
    "scenarios:export": ("get", NO | {"kind": "csv"}, EXPORT, {404}),
    "forecasts:jobs": ("get", {}, FEEDS, {200}),
    "forecasts:again": ("post", NO, FEEDS, {404}),
    "capacity:leave": ("post", NO, {"BED_MANAGER"}, {404}),
    "capacity:arrive": ("post", NO, {"BED_MANAGER"}, {404}),
    "capacity:swap": ("post", NO, {"BED_MANAGER"}, {404}),
    "capacity:flag": ("post", NO, {"BED_MANAGER"}, {404}),
    "capacity:take_down": ("post", NO | {"flag": 1}, {"BED_MANAGER"}, {404}),
    "capacity:moves": ("get", {}, SEE, {200}),
    "capacity:undo": ("post", NO, {"BED_MANAGER"}, {404}),
    "capacity:settle": ("post", NO, {"BED_MANAGER"}, {404}),
    "outcomes:vitals": ("get", TRACE, SEE, {404}),
    "outcomes:escalation": ("get", {}, SEE, {200}),
    "outcomes:ahead": ("get", {}, SEE, {200, 404}),
    "outcomes:level_proofs": ("get", {}, SEE, {200, 404}),
    "outcomes:export_levels": ("get", {"kind": "csv"}, EXPORT, {404}),
    "outcomes:history": ("get", {}, SEE, {200, 404}),
    "outcomes:rules": ("get", {}, SEE, {200}),
    "outcomes:propose_rules": ("post", {}, SET_ESCALATION, {404, 422}),
    "outcomes:rule_set": ("get", NO, SEE, {404}),
    "outcomes:replay": ("get", NO, SEE, {404}),
    "outcomes:confirm_rules": ("post", NO, SET_ESCALATION, {404}),
    "outcomes:decline_rules": ("post", NO, SET_ESCALATION, {404}),
    "outcomes:alerts": ("get", {}, SEE, {200}),
    "outcomes:alert": ("get", NO, SEE, {404}),
    "outcomes:acknowledge": ("post", NO, ACKNOWLEDGE, {404}),
    "outcomes:rate": ("post", NO, ACKNOWLEDGE, {404}),
    "outcomes:settle_note": ("post", NO, ACKNOWLEDGE, {404}),
    "outcomes:huddle": ("get", {}, SEE, {200}),
    "outcomes:huddles": ("get", {}, SEE, {200}),
    "outcomes:hold_huddle": ("post", {}, HUDDLE, {404}),
    "outcomes:say_of_unit": ("post", NO | {"unit": 1}, HUDDLE, {404}),
    "outcomes:decide": ("post", NO, HUDDLE, {404}),
    "outcomes:read_huddle": ("post", NO, SEE, {404}),
    "outcomes:finish_decision": ("post", NO, HUDDLE, {404}),
    "outcomes:ask_for_huddle_mail": ("post", {}, SEE, {404}),
    "outcomes:stop_huddle_mail": ("post", {}, SEE, {404}),
    "outcomes:add_huddle_time": ("post", {}, SET_UP, {404}),
    "outcomes:drop_huddle_time": ("post", NO, SET_UP, {404}),
    "portal:my_work": ("get", {}, EVERYBODY, {200}),
    "ingestion:feeds": ("get", {}, FEEDS, {200}),
    "ingestion:quarantine": ("get", NO, FEEDS, {404}),
    "ingestion:ignore": ("post", NO, FEEDS, {404}),
    "ingestion:replay": ("post", NO, FEEDS, {404}),
    "ingestion:message": ("get", NO | {"message": 1}, FEEDS, {404}),
    "ingestion:settle_silence": ("post", NO, FEEDS, {404}),
    "ingestion:words": ("get", NO, FEEDS, {404}),
    "ingestion:mean": ("post", NO, FEEDS, {404}),
    "ingestion:take_back": ("post", NO, FEEDS, {404}),
    "ingestion:identities": ("get", NO, FEEDS, {404}),
    "ingestion:part": ("post", NO, FEEDS, {404}),
    "ingestion:joins": ("get", {}, FEEDS, {200}),
    "ingestion:joined": ("get", NO, FEEDS, {404}),
    "ingestion:take_apart": ("post", NO, FEEDS, {404}),
    "ingestion:let_join": ("post", NO, FEEDS, {404}),
    "ingestion:join_again": ("post", NO, FEEDS, {404}),
    "audit:index": ("get", {}, AUDIT, {200}),
    "audit:reads": ("get", {}, EVERYBODY, {200}),
    "audit:ledger": ("get", {}, AUDIT, {200}),
    "audit:story": ("get", {"label": "accounts.Grant", "key": "1"}, AUDIT, {200, 404}),
    "audit:redactions": ("get", {}, {"AUDITOR", "SYSTEM_ADMINISTRATOR"}, {200}),
    "audit:ask_redaction": ("post", {}, {"AUDITOR", "SYSTEM_ADMINISTRATOR"}, {302}),
    "audit:decide_redaction": ("post", NO, {"AUDITOR"}, {404}),
    "audit:settle": ("post", NO, {"AUDITOR", "SYSTEM_ADMINISTRATOR"}, {404}),
    "compliance:index": ("get", {}, AUDIT, {200}),
    "compliance:run": ("post", {}, {"AUDITOR", "SYSTEM_ADMINISTRATOR"}, {302}),
    "compliance:recipients": ("get", {}, {"AUDITOR", "SYSTEM_ADMINISTRATOR"}, {200}),
    "compliance:remove_recipient": ("post", NO, {"AUDITOR", "SYSTEM_ADMINISTRATOR"}, {404}),
    "compliance:evidence": ("get", {"kind": "pdf"}, AUDIT, {404}),
    "compliance:control": ("get", {"name": "no"}, AUDIT, {404}),
    "journeys:index": ("get", {}, SEE, {200}),
    "journeys:export_list": ("get", {"kind": "csv"}, EXPORT, {404}),
    "journeys:annotations": ("get", {}, SEE, {200}),
    "journeys:annotate": ("post", {}, ANNOTATE, {200, 302, 404, 422}),
    "journeys:withdraw_annotation": ("post", NO, ANNOTATE, {404}),
    "journeys:detail": ("get", TRACE, SEE, {404}),
    "journeys:known": ("get", TRACE, SEE, {404}),
    "journeys:span": ("get", TRACE | NO, SEE, {404}),
    "journeys:add_note": ("post", TRACE, ANNOTATE, {404}),
    "journeys:note": ("post", TRACE | NO, ANNOTATE, {404}),
    "ingestion:index": ("get", {}, LOOK_AT_IMPORTS, {200}),
    "ingestion:upload": ("get", {}, IMPORT, {200}),
    "ingestion:mappings": ("get", {}, IMPORT, {200}),
    "ingestion:detail": ("get", NO, LOOK_AT_IMPORTS, {404}),
    "ingestion:mapping": ("get", NO, IMPORT, {404}),
    "ingestion:cancel": ("post", NO, IMPORT, {404}),
    "ingestion:undo": ("post", NO, IMPORT, {404}),
    "ingestion:retry": ("post", NO, IMPORT, {404}),
    "ingestion:rejects": ("get", NO, IMPORT, {404}),
    "ingestion:raw": ("get", NO | {"ref": "0" * 32}, IMPORT, {404}),
    "ingestion:rejects_csv": ("get", NO, IMPORT, {404}),
    "bottlenecks:index": ("get", {}, SEE, {200}),
    "bottlenecks:hand_over": ("get", {}, SEE, {200, 400, 404}),
    "bottlenecks:variant": ("get", {"key": "abc"}, SEE, {404}),
    "bottlenecks:export_table": ("get", {"table": "ranking", "kind": "csv"}, EXPORT, {404}),
    "bottlenecks:targets": ("get", {}, SEE, {200, 302, 404}),
    "bottlenecks:set_target": ("post", {}, IMPORT, {400, 404, 422}),
    "bottlenecks:drop_target": ("post", NO, IMPORT, {404}),
    "bottlenecks:set_stages": ("post", {}, IMPORT, {400, 404, 422}),
    "bottlenecks:definitions": ("get", {}, EVERYBODY, {200}),
    "bottlenecks:definition": ("get", {"key": "no-such"}, EVERYBODY, {404}),
    "places:index": ("get", {}, SEE, {200}),
    "places:set_beds": ("post", NO, STAFFING, {404}),
    "places:set_staff": ("post", NO, STAFFING, {404}),
    "places:add_beds": ("post", {}, STAFFING, {404}),
    "places:add_staff": ("post", {}, STAFFING, {404}),
    "places:shifts": ("get", {}, SEE, {200}),
    "places:holidays": ("get", {}, SEE, {200}),
    "places:add_holiday": ("post", {}, SET_UP, {404}),
    "places:correct_holiday": ("post", NO, SET_UP, {404}),
    "places:drop_holiday": ("post", NO, SET_UP, {404}),
    "places:places": ("get", {}, SEE, {200}),
    "places:staff": ("get", {}, SEE, {200}),
    "places:set_unit_staff": ("post", {}, STAFFING, {404}),
    "places:slots": ("get", {}, SEE, {200}),
    "places:add_slot": ("post", {}, STAFFING, {404}),
    "places:set_slot": ("post", NO, STAFFING, {404}),
    "places:set_equipment": ("post", {}, SET_UP, {404}),
    "places:set_use": ("post", NO, STAFFING, {404}),
    "places:load": ("get", {"kind": "staff"}, STAFFING, {200}),
    "places:export_file": ("get", {"kind": "places"}, SEE, {404}),
    "capacity:equipment": ("get", {}, SEE, {200}),
    "capacity:constraints": ("get", {}, SEE, {200}),
    "places:set_calendar": ("post", {}, SET_UP, {404}),
    "places:drop_calendar": ("post", NO, SET_UP, {404}),
    "protocols:index": ("get", {}, SEE, {200}),
    "protocols:begin": ("get", {}, AUTHOR, {200}),
    "protocols:take_over": ("get", {}, AUTHOR, {200}),
    "protocols:package": ("get", NO_VERSION, SEE, {404}),
    "protocols:reviews": ("get", {}, SEE, {200}),
    "protocols:adherence": ("get", {}, SEE, {200}),
    "protocols:export_adherence": ("get", {"kind": "csv"}, EXPORT, {404}),
    "protocols:approvals": ("get", {}, SEE | SET_APPROVALS, {200}),
    "protocols:propose_policy": ("post", {}, SET_APPROVALS, {422}),
    "protocols:confirm_policy": ("post", NO, SET_APPROVALS, {404}),
    "protocols:decline_policy": ("post", NO, SET_APPROVALS, {404}),
    "protocols:journey": ("get", TRACE, SEE, {404}),
    "protocols:overrides": ("get", {}, SEE, {200}),
    "protocols:ask_override": ("post", TRACE | NO, {"CLINICIAN"}, {404}),
    "protocols:confirm_override": ("post", NO, {"CLINICIAN"}, {404}),
    "protocols:decline_override": ("post", NO, {"CLINICIAN"}, {404}),
    "protocols:protocol": ("get", NO, SEE, {404}),
    "protocols:compare": ("get", NO, SEE, {404}),
    "protocols:version": ("get", NO_VERSION, SEE, {404}),
    "protocols:edit": ("get", NO_VERSION, AUTHOR, {404}),
    "protocols:branch": ("post", NO_VERSION, AUTHOR, {404}),
    "protocols:rebase": ("get", NO_VERSION, AUTHOR, {404}),
    "protocols:comment": ("post", NO_VERSION, REVIEW, {404}),
    "protocols:ask_review": ("post", NO_VERSION, AUTHOR, {404}),
    "protocols:send_back": ("post", NO_VERSION, REVIEW, {404}),
    "protocols:withdraw": ("post", NO_VERSION, AUTHOR, {404}),
    "protocols:replay": ("get", NO_VERSION, SEE, {404}),
    "protocols:approve": ("post", NO_VERSION, REVIEW, {404}),
    "protocols:activate": ("post", NO_VERSION, {"PROTOCOL_OWNER"}, {404}),
    "protocols:roll_back": ("post", NO, ROLL_BACK, {404}),
    "protocols:stop": ("post", NO, ROLL_BACK, {404}),
    "protocols:retire": ("post", NO, {"PROTOCOL_OWNER"}, {404}),
    "protocols:switch": ("post", NO, DECIDE, {404}),
    "demo:now": ("get", {}, EVERYBODY, {404}),
    "demo:arrived": ("get", {}, EVERYBODY, {404}),
    "demo:building": ("get", {}, EVERYBODY, {404}),
    "demo:rate": ("post", {}, STEER, {404}),
    "demo:jump": ("post", {}, STEER, {404}),
    "demo:happen": ("post", {}, STEER, {404}),
    "demo:anew": ("post", {}, STEER, {404}),
    "demo:personas": ("get", {}, STEER, {404}),
    "demo:look_as": ("post", {"key": "nora"}, STEER, {404}),
    "demo:be_yourself": ("post", {}, EVERYBODY, {302}),
    "portal:docs": ("get", {}, EVERYBODY, {200}),
    "api:schema": ("get", {}, EVERYBODY, {200}),
    "api:journeys": ("get", {}, SEE, {200}),
    "api:journey": ("get", TRACE, SEE, {404}),
    "api:journey-otlp": ("get", TRACE, SEE, {404}),
    "api:occupancy": ("get", {}, SEE, {404}),
    "api:beds": ("get", {}, SEE, {404}),
    "api:forecasts": ("get", {}, SEE, {404}),
    "api:forecast-arrivals": ("get", {}, SEE, {404}),
    "api:forecast-levels": ("get", {}, SEE, {404}),
    "api:forecast-level-proofs": ("get", {}, SEE, {404}),
    "api:recommendations": ("get", {}, SEE, {404}),
    "api:recommendation-proofs": ("get", {}, SEE, {404}),
    "api:flow-summary": ("get", {}, SEE, {400, 404}),
    "api:flow-edges": ("get", {}, SEE, {400, 404}),
    "api:flow-variants": ("get", {}, SEE, {400, 404}),
    "api:adherence": ("get", NO_VERSION, SEE, {404}),
    "api:flow-milestones": ("get", {}, SEE, {400, 404}),
    "fhir:base": ("post", {}, IMPORT, {415}),
    "fhir_root": ("post", {}, IMPORT, {415}),
    "fhir:type": ("get", {"kind": "Patient"}, IMPORT, {200}),
    "fhir:search": ("post", {"kind": "Patient"}, IMPORT, {415}),
    "fhir:one": ("get", {"kind": "Patient", "ident": "no"}, IMPORT, {404}),
    "fhir:version": ("get", {"kind": "Patient", "ident": "no", "version": 1}, IMPORT, {404}),
    "fhir:nothing": ("get", {"rest": "Patient/no/no/no"}, IMPORT, {404}),
    "api:imports": ("post", {}, IMPORT, {400}),
    "api:import": ("get", NO, LOOK_AT_IMPORTS, {404}),
    "api:import-cancel": ("post", NO, IMPORT, {404}),
    "api:import-undo": ("post", NO, IMPORT, {400, 404}),
    "api:import-retry": ("post", NO, IMPORT, {404}),
    "api:import-rejects": ("get", NO, IMPORT, {404}),
}

PROGRAMS = ("api:", "fhir")
"""What the names of addresses for programs begin with."""
PUBLIC = {
    "fhir:metadata": policies.PUBLIC.removeprefix("public: "),
    "outcomes:leave_huddle_mail": (
        "the link of a mail is signed, and ends nothing but mails of its kind to one person"
    ),
    "portal:favicon": "browsers ask for it by themselves",
    "portal:work_count": "asked for while its reader signs out it tells nothing",
    "portal:wall": "a screen signs in by a token of its own",
    "work:healthz": "a supervisor asks without an account",
    "work:readyz": "a supervisor asks without an account",
    "work:policy_report": "browsers report broken policies by themselves",
    "account_login": "the way in",
    "account_logout": "leaving needs no right; a stranger is only led to the sign-in page",
    "account_inactive": "says that an account was deactivated, to who knew its password",
    "mfa_authenticate": "the second step of signing in; without the first it leads to the first",
}
LINKS = {"outcomes:leave_huddle_mail"}
"""Of these, those whose address says what its signature vouches for."""
# Pages of django-allauth, each about the signed-in person alone.
OWN = {
    "account_reauthenticate",
    "account_change_password",
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_reauthenticate_webauthn",
    "mfa_remove_webauthn",
    "mfa_edit_webauthn",
    "usersessions_list",
}
METHODS = ("get", "head", "options", "post", "put", "patch", "delete")


def routes(resolver=None, spaces=()):
    """Each (name, callback) of the URLconf, however deep."""
    for entry in (resolver or get_resolver()).url_patterns:
        if hasattr(entry, "url_patterns"):
            yield from routes(entry, (*spaces, entry.namespace) if entry.namespace else spaces)
        else:
            yield ":".join((*spaces, entry.name or "")), entry.callback


ROUTES = dict(routes())


def mark(callback):
    """The policy mark of a view, through decorators and classes."""
    own = getattr(callback, "policy", None)
    of_class = getattr(callback, "cls", None) or getattr(callback, "view_class", None)
    return own if own is not None else getattr(of_class, "policy", None)


def address(name):
    known = TABLE.get(name)
    arguments = known[1] if known else {}
    if not known and name in ("mfa_remove_webauthn", "mfa_edit_webauthn"):
        arguments = NO
    return reverse(name, kwargs=arguments)


def signed_in(user):
    client = Client()
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": clock.now().timestamp()}
    ]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


def holder(role):
    return person(role.lower(), *([] if role == "NOBODY" else [role]))


# -- nobody was forgotten -------------------------------------------------------------------------


def test_every_address_has_a_line():
    assert set(ROUTES) - set(TABLE) - set(PUBLIC) - OWN == set()


def test_every_address_has_a_name():
    assert all(name and not name.endswith(":") for name, _callback in routes())
    assert len(list(routes())) == len(ROUTES)


@pytest.mark.parametrize("name", sorted(ROUTES))
def test_every_view_has_a_policy_mark(name):
    if name in OWN or (name in PUBLIC and ":" not in name):
        assert ROUTES[name].__module__.startswith("allauth.")
        return
    found = mark(ROUTES[name])
    assert found, f"{name}: no policy"
    marks = list(found.values()) if isinstance(found, dict) else [found]
    for one in (each for mark in marks for each in (mark if type(mark) is tuple else [mark])):
        known = isinstance(one, Permission) or one in Permission.__members__
        assert known or one == "signed in" or (one.startswith("public: ") and name in PUBLIC)


def test_an_api_view_marks_each_method_it_answers():
    for name, callback in ROUTES.items():
        view = getattr(callback, "cls", None)
        found = mark(callback)
        if view is None or not isinstance(found, dict):
            continue
        answered = {m.upper() for m in METHODS if m in view.http_method_names and hasattr(view, m)}
        assert answered - {"HEAD", "OPTIONS"} <= set(found), name


# -- role by page ---------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [*ROLES, "NOBODY"])
def test_each_role_gets_in_where_it_should_and_nowhere_else(role):
    user = holder(role)
    client, wrong = signed_in(user), []
    for name in sorted(set(TABLE) & set(ROUTES)):
        method, _arguments, who, inside = TABLE[name]
        if role in who:
            got = getattr(client, method)(address(name)).status_code
        else:
            got = answered(method, address(name), user)
        if got not in (inside if role in who else {403}):
            wrong.append((name, method, got))
    assert wrong == []


def answered(method, where, user):
    """What the view itself answers, without the rooms in front of it: a page costs ten times it."""
    request = RequestFactory().generic(method.upper(), where)
    request.user, request.at, request.session = user, clock.now(), {}
    request._dont_enforce_csrf_checks = True  # whoever forges a token is not asked about here
    view, args, kwargs = resolve(where)
    try:
        return _shown(view(request, *args, **kwargs))
    except PermissionDenied:
        return 403


@pytest.mark.parametrize("role", [*ROLES, "NOBODY"])
def test_no_method_lets_in_who_may_not(role):
    user, wrong = holder(role), []
    for name in sorted(set(TABLE) & set(ROUTES)):
        method, _arguments, who, _inside = TABLE[name]
        if role in who:
            continue
        # Where rights differ by method, the line speaks of one of them.
        by_method = isinstance(mark(ROUTES[name]), dict)
        for one in (method,) if by_method else METHODS:
            got = answered(one, address(name), user)
            if got not in (403, 405):
                wrong.append((name, one, got))
    assert wrong == []


def test_a_token_opens_nothing_outside_its_scopes():
    owner = person("owner", *ROLES)
    _row, secret = accounts.create_token(
        user=owner, name="t", scopes=[Permission.ANNOTATE], days=1, by=owner, at=clock.now()
    )
    client, wrong = Client(headers={"authorization": f"Bearer {secret}"}), []
    # The description of the API is for every program that has a token at all.
    for name in sorted(set(TABLE) & set(ROUTES) - {"api:schema"}):
        answer = getattr(client, TABLE[name][0])(address(name))
        # Pages know no tokens: to them the program is a stranger.
        shut = answer.status_code == 403 if name.startswith(PROGRAMS) else _leads_to_sign_in(answer)
        if not shut:
            wrong.append((name, answer.status_code))
    assert wrong == []


def test_strangers_get_in_nowhere_by_any_method():
    client, wrong = Client(), []
    for name in sorted(ROUTES):
        if name in PUBLIC or name not in {*TABLE, *OWN}:
            continue
        for method in METHODS:
            if name in OWN or method == TABLE[name][0]:
                got = _shown(getattr(client, method)(address(name)))
            else:
                got = answered(method, address(name), AnonymousUser())
            if got not in ((401, 403, 405) if name.startswith(PROGRAMS) else ("sign in", 405)):
                wrong.append((name, method, got))
    assert wrong == []


def _shown(answer):
    return "sign in" if _leads_to_sign_in(answer) else answer.status_code


def _leads_to_sign_in(answer):
    return answer.status_code == 302 and answer["Location"].startswith("/accounts/login/")


def test_public_addresses_show_no_data():
    record(_source("north"), event("A", "Triage", 0, 5))
    trace = Journey.objects.get().trace_id.hex
    for name in PUBLIC:
        path = reverse(name, args=["1-1:wrong"]) if name in LINKS else address(name)
        assert trace not in Client().get(path).content.decode()


def test_refusals_name_the_roles_that_may():
    client = signed_in(holder("NOBODY"))
    for name, (method, _arguments, who, _inside) in TABLE.items():
        if name not in ROUTES or "NOBODY" in who:
            continue
        answer = getattr(client, method)(address(name))
        text = answer.content.decode().replace("&#x27;", "'")
        for role in who:
            assert str(Role[role].value.title) in text, (name, role)


def test_static_files_hold_no_folder_of_ours():
    client = Client()
    for path in ("../manage.py", "", "css/", "../../etc/passwd", "%2e%2e/manage.py"):
        assert client.get(f"/static/{path}").status_code == 404


# -- sites ----------------------------------------------------------------------------------------


def _source(slug):
    from carepath.frames.mapping import Mapping

    mapping = Mapping(case="c", activity="a", time="t")
    return journeys.declare_source(
        name=f"log-{slug}", site=site(slug), mapping=mapping, intervals=True, by="test", at=AT
    )


@pytest.fixture
def two_sites():
    """A journey at each of two sites; returns their traces."""
    for slug in ("north", "south"):
        record(
            _source(slug),
            event(f"{slug}-1", f"Triage {slug}", 0, 5),
            event(f"{slug}-1", f"Doctor {slug}", 9, 12),
        )
    return {j.source.site.slug: j.trace_id for j in Journey.objects.select_related("source__site")}


@pytest.fixture
def northerner(two_sites):
    roles = ("HOSPITAL_ADMINISTRATOR", "BED_MANAGER", "QUALITY_LEAD")
    return signed_in(person("nel", *roles, at_site="north"))


@pytest.mark.parametrize("name", ["journeys:detail", "api:journey", "api:journey-otlp"])
def test_a_journey_of_another_site_is_not_there(northerner, two_sites, name):
    own = reverse(name, kwargs={"trace_id": two_sites["north"].hex})
    other = reverse(name, kwargs={"trace_id": two_sites["south"].hex})
    nowhere = reverse(name, kwargs={"trace_id": uuid4().hex})
    assert northerner.get(own).status_code == 200
    seen, missing = northerner.get(other), northerner.get(nowhere)
    assert seen.status_code == missing.status_code == 404
    assert _same_words(seen) == _same_words(missing)


def _same_words(answer):
    """The text without what differs from request to request."""
    return re.sub(r"[0-9a-zA-Z+/=_-]{20,}", "", answer.content.decode())


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("journeys:index", {}),
        ("journeys:export_list", {}),
        ("journeys:annotations", {}),
        ("bottlenecks:index", {"source": "log-north"}),
        ("bottlenecks:export_table", {"source": "log-north"}),
        ("portal:search", {"q": "log"}),
        ("api:journeys", {}),
        ("api:imports", {}),
        ("api:flow-summary", {"source": "log-north"}),
        ("api:flow-edges", {"source": "log-north"}),
        ("api:flow-variants", {"source": "log-north"}),
    ],
)
def test_lists_counts_and_exports_hold_nothing_of_another_site(northerner, two_sites, name, query):
    answer = northerner.get(address(name), query, follow=True)
    body = b"".join(answer) if answer.streaming else answer.content
    assert answer.status_code == 200
    assert b"south" not in body
    assert two_sites["south"].hex.encode() not in body


@pytest.mark.parametrize(
    "name",
    [
        "journeys:index",
        "journeys:export_list",
        "bottlenecks:index",
        "api:flow-summary",
        "api:flow-edges",
        "api:flow-variants",
    ],
)
def test_a_source_of_another_site_is_as_unknown_as_none(northerner, name):
    where = address(name)
    other = northerner.get(where, {"source": "log-south"})
    nowhere = northerner.get(where, {"source": "log-nowhere"})
    assert other.status_code == nowhere.status_code == 404


def test_the_api_counts_only_what_is_visible(northerner):
    listed = northerner.get(address("api:journeys")).json()
    assert len(listed["results"]) == 1
    summary = northerner.get(address("api:flow-summary"), {"source": "log-north"}).json()
    assert summary["journeys"] == 1


# -- sessions -------------------------------------------------------------------------------------


def test_what_repeats_by_itself_says_so():
    """A request that repeats must carry the header that keeps it from extending the session."""
    silent = []
    for path in sorted((ROOT / "templates").rglob("*.html")):
        for tag in re.findall(r"<[^<>]*hx-trigger=\"[^\"]*every[^\"]*\"[^<>]*>", path.read_text()):
            if "X-CarePath-Poll" not in tag:
                silent.append(f"{path.relative_to(ROOT)}: {tag[:80]}")
    assert silent == []
