import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

pytestmark = pytest.mark.django_db(databases="__all__")


def run(*arguments):
    out = StringIO()
    call_command("flow", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_prints_what_the_api_answers(sepsis, nora):
    client = Client()
    client.force_login(nora)
    pair = "&from=ER+Sepsis+Triage&to=IV+Antibiotics"
    asked = {
        ("summary",): "summary/?source=sepsis",
        ("edges",): "edges/?source=sepsis",
        ("milestones",): "milestones/?source=sepsis",
        ("milestones", "--from", "ER Sepsis Triage", "--to", "IV Antibiotics", "--by", "week"): (
            f"milestones/?source=sepsis{pair}&by=week"
        ),
        ("summary", "--period", "2014"): "summary/?source=sepsis&period=2014",
    }
    for (what, *more), address in asked.items():
        printed = json.loads(run(what, "--source", "sepsis", "--json", *more))
        assert printed == client.get(f"/api/v1/flow/{address}").json()


def test_all_variants_are_printed(sepsis):
    rows = json.loads(run("variants", "--source", "sepsis", "--json"))["results"]
    assert len(rows) == 846
    assert rows[0]["count"] == 35


def test_within_is_the_target_time(sepsis):
    pair = ("--from", "ER Triage", "--to", "IV Antibiotics", "--within", "3600")
    found = json.loads(run("milestones", "--source", "sepsis", *pair, "--json"))
    assert found["n_within"] == 297


def test_without_json_it_prints_a_table(sepsis):
    text = run("edges", "--source", "sepsis").splitlines()
    assert text[0].startswith("from\tto\tcount")
    assert len(text) == 116
    assert "journeys\t1050" in run("summary", "--source", "sepsis")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("summary", "--source", "nowhere"), "source: There is no source"),
        (("milestones", "--source", "sepsis", "--from", "CRP"), "to: Name both ends"),
        (("edges", "--source", "sepsis", "--period", "soon"), "period: Write a period"),
    ],
)
def test_a_wrong_question_is_one_sentence(sepsis, arguments, sentence):
    with pytest.raises(CommandError, match=sentence):
        run(*arguments)


@pytest.mark.parametrize(
    ("words", "strange"),
    [
        (["summary", "--folded"], "--folded"),
        (["edges", "--from", "A", "--to", "B"], "--from, --to"),
        (["variants", "--by", "week"], "--by"),
    ],
)
def test_an_option_that_a_question_has_no_use_for_is_refused(db, words, strange):
    with pytest.raises(CommandError, match=f"knows no {strange}, only --source, --period"):
        run(*words, "--source", "log")
