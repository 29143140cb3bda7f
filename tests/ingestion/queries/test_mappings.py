from dataclasses import replace

import pytest

from carepath.frames.mapping import MappingError, Target
from carepath.ingestion import actions, queries
from carepath.ingestion.models import Message
from tests.factories import AT, person, site
from tests.ingestion.worlds import MAPPING, draft, imported, log

pytestmark = pytest.mark.django_db


def saved(mapping, name="ward", at_site="north"):
    return actions.save_mapping(
        site=site(at_site), name=name, mapping=mapping, by="worker:test", at=AT
    )


def test_what_is_not_given_is_guessed():
    mapping = queries.completed(draft(log(cases=9)), {})
    assert (mapping.case, mapping.activity, mapping.time) == ("case", "activity", "time")
    assert mapping.timezone == "Europe/Amsterdam"
    assert mapping.phases == {}


def test_what_is_given_wins_also_by_its_common_name():
    mapping = queries.completed(draft(), {"timestamp": "time", "timezone": "UTC"})
    assert (mapping.time, mapping.timezone) == ("time", "UTC")


def test_a_guess_gives_way_to_a_column_that_is_used_for_something_else():
    mapping = queries.completed(draft(log(cases=9)), {"case": "activity", "activity": "case"})
    assert (mapping.case, mapping.activity) == ("activity", "case")


def test_a_column_that_is_not_there_is_named():
    with pytest.raises(MappingError, match="case: there is no column “nr”"):
        queries.completed(draft(), {"case": "nr"})


def test_what_can_be_read_in_two_ways_must_be_chosen():
    content = "case,activity,time\n" + "".join(f"{n},A,0{n}/02/2026 10:00\n" for n in range(1, 9))
    with pytest.raises(queries.Unclear, match="dd/MM/yyyy HH:mm"):
        queries.completed(draft(content), {})
    chosen = queries.completed(draft(content), {"time_format": "MM/dd/yyyy HH:mm"})
    assert chosen.time_format == "MM/dd/yyyy HH:mm"


def test_the_newest_version_is_found_by_site_and_name():
    saved(MAPPING)
    second = saved(replace(MAPPING, timezone="UTC"))
    saved(MAPPING, at_site="south")
    assert queries.newest(site=site(), name="ward") == second
    assert queries.newest(site=site(), name="other") is None
    assert queries.names(site=site()) == ["ward"]


def columns(message):
    return queries.proposal(message).columns


def test_the_mapping_of_the_last_file_with_the_same_columns_fits():
    imported(log(), source="old")
    last = imported(log(cases=5), source="ward")
    newest = saved(replace(MAPPING, precision="min"))
    message = draft(log(cases=7))
    assert queries.fitting(message, columns(message)) == queries.Fit(newest, last)
    other = draft("case,activity,time,unit\n1,A,2026-02-01 10:00:00,X\n")
    assert queries.fitting(other, columns(other)) is None


def test_a_later_version_for_other_columns_does_not_fit():
    last = imported(source="ward")
    saved(replace(MAPPING, case="visit"))
    message = draft(log(cases=7))
    assert queries.fitting(message, columns(message)) == queries.Fit(last.mapping, last)


def test_an_undone_import_or_another_site_lends_no_mapping():
    imported(source="south log", at_site=site("south"))
    message = draft()
    assert queries.fitting(message, columns(message)) is None
    undone = imported(source="ward")
    Message.objects.filter(pk=undone.pk).update(state="undone")
    assert queries.fitting(message, columns(message)) is None


def test_a_table_of_mended_rows_has_the_columns_of_its_file():
    last = imported()
    message = draft("carepath:reason,case,activity,time\nwhy,1,A,2026-02-01 10:00:00\n")
    assert queries.fitting(message, columns(message)).last == last


@pytest.mark.parametrize(
    ("name", "written", "encoding", "expected"),
    [
        ("Größe", "utf-16", "utf-8", ("utf-16", ";")),
        ("Größe", "utf-8", "utf-16", ("utf-8", ";")),
        ("Größe", "cp1252", "utf-8", ("cp1252", ";")),
        ("Größe", "utf-8", "cp1252", ("utf-8", ";")),
        ("plain", "utf-8", "cp1252", ("cp1252", ";")),
        ("plain", "utf-8", "utf-16", ("utf-8", ";")),
    ],
)
def test_a_file_that_is_written_in_another_way_is_read_by_the_same_mapping(
    name, written, encoding, expected
):
    version = saved(replace(MAPPING, encoding=encoding))
    message = draft(log(steps=(name,), cases=9).replace(",", ";").encode(written))
    content = queries.content_for(message, queries.proposal(message), version)
    assert (content["encoding"], content["delimiter"]) == expected
    assert content["timezone"] == "Europe/Amsterdam"


def test_where_columns_are_missing_a_saved_mapping_stays_as_it_is():
    version = saved(replace(MAPPING, case="visit"))
    message = draft(log().replace(",", ";"))
    content = queries.content_for(message, queries.proposal(message), version)
    assert content["delimiter"] == ","


def test_a_mapping_is_found_by_its_name_with_the_log_it_was_used_for():
    version, message = saved(MAPPING), draft()
    assert queries.saved(message, "ward") == queries.Fit(version, None)
    assert queries.saved(message, "other") is None
    last = imported(source="ward")
    assert queries.saved(message, "ward").last == last


def test_people_see_the_mappings_of_sites_where_they_import():
    own = saved(MAPPING)
    saved(MAPPING, at_site="south")
    nora = person("nora", "QUALITY_LEAD", at_site="north")
    assert [change.version for (change,) in queries.histories(by=nora)] == [own]
    assert queries.histories(by=person("rita", "READ_ONLY")) == []


def test_a_history_says_what_each_version_changed():
    saved(MAPPING)
    saved(replace(MAPPING, timezone="UTC", targets=(Target("A", "B", 60),)))
    ((newer, older),) = queries.histories(by=person("ada", "QUALITY_LEAD"))
    assert newer.fields == [
        ("timezone", "Europe/Amsterdam", "UTC"),
        ("targets", "", '[{"source": "A", "target": "B", "within_s": 60}]'),
    ]
    assert ("case", "", "case") in older.fields
