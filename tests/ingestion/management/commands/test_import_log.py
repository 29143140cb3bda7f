import io
import json
from contextlib import redirect_stderr

import pytest
from django.core.management import CommandError, call_command

from carepath.ingestion.management.commands.import_log import Bar
from carepath.ingestion.models import Message
from carepath.journeys.models import Source, Span
from tests.factories import site
from tests.ingestion.worlds import imported, log, received

pytestmark = pytest.mark.django_db


COLUMNS = ("--case", "case", "--activity", "activity", "--timestamp", "time")


def run(path, *options, source="log"):
    out, err = io.StringIO(), io.StringIO()
    with redirect_stderr(err):
        call_command("import_log", str(path), "--source", source, *options, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


@pytest.fixture
def table(tmp_path):
    site()
    path = tmp_path / "ward.csv"
    path.write_text(log(cases=9))
    return path


def test_json_holds_the_counts_and_nothing_else(table):
    out, _err = run(table, "--json", "--no-progress")
    assert json.loads(out) == {
        "import": Message.objects.get().pk,
        "state": "processed",
        "rows_read": 27,
        "rows_accepted": 27,
        "rows_rejected": 0,
        "duplicates": 0,
        "journeys": 9,
        "spans": 27,
    }


def test_without_json_it_says_the_same_in_words(table):
    out, _err = run(table, "--no-progress")
    assert "27 rows read, 27 accepted" in out


def test_what_is_not_named_is_guessed_and_the_zone_is_the_sites(table):
    run(table, "--no-progress")
    assert Source.objects.get().timezone == "Europe/Amsterdam"


def test_options_name_columns_zone_and_format(table):
    table.write_text(log(cases=9).replace("case,activity,time", "a;b;c").replace(",", ";"))
    run(
        table, "--case", "a", "--activity", "b", "--timestamp", "c", "--timezone", "UTC",
        "--format", "yyyy-MM-dd HH:mm:ss", "--delimiter", ";", "--no-progress",
    )  # fmt: skip
    assert Source.objects.get().timezone == "UTC"
    assert Span.objects.count() == 27


def test_starts_and_completions_are_paired(table):
    table.write_text(
        "case,what,id,part,at\n"
        "1,Scan,7,start,2026-02-01 10:00:00\n1,Scan,7,complete,2026-02-01 10:20:00\n"
    )
    options = ("--case", "case", "--activity", "what", "--timestamp", "at", "--no-progress")
    run(table, *options, "--lifecycle", "part", "--instance", "id", "--json")
    span = Span.objects.get()
    assert (span.ended_at - span.started_at).total_seconds() == 1200
    assert Source.objects.get().intervals


def test_a_mapping_comes_from_a_file_or_by_its_name(table, tmp_path):
    path = tmp_path / "mapping.json"
    path.write_text(json.dumps({"timezone": "UTC", "closing_rule": "silence", "silence_days": 2}))
    run(table, "--mapping", str(path), "--no-progress")
    assert Source.objects.get().closing_rule == "silence"
    table.write_text(log(cases=11))
    run(table, "--mapping", "log", "--no-progress")
    assert Message.objects.first().mapping.version == 1


def test_the_same_file_again_changes_nothing_and_says_so(table):
    first, _err = run(table, "--json", "--no-progress")
    again, said = run(table, "--json")
    assert again == first
    assert "nothing changed" in said


def test_progress_goes_to_standard_error(table):
    _out, err = run(table)
    assert "100 % imported" in err
    assert run(table, "--no-progress", source="two")[1] == ""


def test_a_terminal_shows_a_bar(table):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    stream = Terminal()
    bar = Bar(imported(), stream)
    bar.step()
    bar.end()
    assert stream.getvalue().startswith("\r" + "█" * 30 + " 100 % imported")
    assert stream.getvalue().endswith("\n")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--case", "nr"), "case: there is no column “nr”"),
        (("--timezone", "Mars"), "IANA"),
        (("--site", "west"), "no site west"),
        (("--mapping", "other"), "no mapping is called other"),
        (("--mapping", "absent.json"), "No such file"),
        (("--format", "yyyy"), "month"),
    ],
)
def test_a_refusal_is_one_sentence(table, options, words):
    with pytest.raises(CommandError, match=words):
        run(table, *options, "--no-progress")
    assert not Message.objects.exists()


def test_a_file_that_is_not_there_is_named(tmp_path):
    site()
    with pytest.raises(CommandError, match=r"absent\.csv: No such file"):
        run(tmp_path / "absent.csv")


def test_a_file_that_cannot_be_imported_ends_with_its_reason(table):
    table.write_text(log(cases=1) + "c1,Arrive,yesterday\n" * 30)
    with pytest.raises(CommandError, match="30 of 33 rows"):
        run(table, *COLUMNS, "--no-progress", "--format", "yyyy-MM-dd HH:mm:ss")


def test_mapping_files_must_hold_an_object(table, tmp_path):
    path = tmp_path / "mapping.json"
    for content, words in (("{", "mapping.json"), ("[]", "JSON object")):
        path.write_text(content)
        with pytest.raises(CommandError, match=words):
            run(table, "--mapping", str(path), "--no-progress")


def test_an_earlier_import_of_the_source_is_worked_on_first(table):
    first = received(log(cases=3), source="log")
    out, _err = run(table, "--json", "--no-progress")
    assert Message.objects.get(pk=first.pk).state == "processed"
    assert (json.loads(out)["journeys"], json.loads(out)["spans"]) == (6, 18)
