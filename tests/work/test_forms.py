"""What a browser reports is kept as route, rule and host, without what an address may tell."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carepath.work import forms
from carepath.work.actions import Report

HOST = "portal.example"
TRACE = "0123456789abcdef" * 2
PATIENT = "Jansen-1947"


def old(**fields):
    fields = {
        "document-uri": f"https://{HOST}/journeys/{TRACE}/?q={PATIENT}",
        "referrer": f"https://{HOST}/search?q={PATIENT}",
        "violated-directive": "script-src-elem 'self'",
        "effective-directive": "script-src-elem",
        "blocked-uri": "inline",
        "script-sample": PATIENT,
        "source-file": f"https://{HOST}/journeys/{TRACE}/",
    } | fields
    return json.dumps({"csp-report": fields}).encode()


def new(*bodies, kind="csp-violation"):
    one = {
        "documentURL": f"https://{HOST}/journeys/{TRACE}/?q={PATIENT}",
        "effectiveDirective": "img-src",
        "blockedURL": f"https://evil.example/{PATIENT}?{PATIENT}",
        "sample": PATIENT,
    }
    listed = [{"type": kind, "url": one["documentURL"], "body": one | body} for body in bodies]
    return json.dumps(listed).encode()


def read_old(body):
    return forms.reports(body, kind=forms.OLD, host=HOST)


def read_new(body):
    return forms.reports(body, kind=forms.NEW, host=HOST)


def test_both_forms_of_a_report():
    assert read_old(old()) == [Report("script-src-elem", "journeys:detail", "inline")]
    assert read_new(new({}, {})) == [Report("img-src", "journeys:detail", "evil.example")] * 2


@pytest.mark.parametrize(
    ("blocked", "kept"),
    [
        ("eval", "eval"),
        ("", "elsewhere"),
        (PATIENT, "elsewhere"),
        (f"data:text/plain,{PATIENT}", "data"),
        (f"blob:https://{HOST}/{PATIENT}", "blob"),
        (f"chrome-extension://{PATIENT}/x.js", "chrome-extension"),
        (f"https://{HOST}/journeys/{TRACE}/?q={PATIENT}", "journeys:detail"),
        (f"https://{HOST}/{PATIENT}/", "unknown"),
        (f"https://{HOST}/static/js/figures.js?{PATIENT}", "/static/js/figures.js"),
        (f"https://{HOST}/static/{PATIENT}%20x", "unknown"),
        ("https://cdn.example:8443/x.js", "cdn.example:8443"),
        (f"https://{PATIENT}:pw@cdn.example/x.js", "elsewhere"),
        ("https://[::1", "elsewhere"),
        ("https://" + "a" * 300 + ".example/", "elsewhere"),
    ],
)
def test_of_what_was_refused_no_address_is_kept(blocked, kept):
    assert [report.blocked for report in read_old(old(**{"blocked-uri": blocked}))] == [kept]
    assert [report.blocked for report in read_new(new({"blockedURL": blocked}))] == [kept]


@pytest.mark.parametrize(
    "fields",
    [
        {"document-uri": "https://elsewhere.example/"},
        {"document-uri": f"https://{HOST}.evil.example/"},
        {"document-uri": "about:blank"},
        {"document-uri": 7},
        {"document-uri": "https://[::1"},
        {"effective-directive": PATIENT},
        {"effective-directive": "", "violated-directive": ""},
        {"effective-directive": ["script-src"]},
    ],
)
def test_what_does_not_speak_of_our_pages_and_rules_is_left_out(fields):
    assert read_old(old(**fields)) == []


def test_other_reports_and_what_is_too_many_are_left_out():
    assert read_new(new({}, kind="deprecation")) == []
    assert len(read_new(new(*[{}] * 50))) == forms.MOST
    assert read_new(b'[1, {"type": "csp-violation", "body": 1}]') == []
    assert read_old(b'{"csp-report": 1}') == []


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (forms.OLD, b"{"),
        (forms.OLD, b"[]"),
        (forms.NEW, b"{}"),
        (forms.NEW, b"\xff"),
        (forms.NEW, b"[" * 16_000),
        ("text/plain", old()),
    ],
)
def test_what_is_no_report_is_refused(kind, body):
    with pytest.raises(forms.NotAReport):
        forms.reports(body, kind=kind, host=HOST)


WORDS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner),
)


@given(WORDS, st.sampled_from([forms.OLD, forms.NEW]))
def test_nothing_that_is_sent_breaks_it(document, kind):
    try:
        found = forms.reports(json.dumps(document).encode(), kind=kind, host=HOST)
    except forms.NotAReport:
        return
    assert found == []


@given(st.text(max_size=200), st.text(max_size=200), st.text(max_size=60))
def test_no_text_of_an_address_comes_through(page, blocked, directive):
    body = old(**{
        "document-uri": f"https://{HOST}/{page}",
        "blocked-uri": blocked,
        "effective-directive": directive,
        "violated-directive": "img-src",
    })  # fmt: skip
    for report in read_old(body):
        assert report.directive in forms.DIRECTIVES
        assert len(report.page) <= 120
        assert len(report.blocked) <= 120
