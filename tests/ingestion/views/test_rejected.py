import pytest

from carepath.audit.models import AccessRead
from carepath.ingestion.views import rejected as views
from tests.factories import person, site
from tests.ingestion.worlds import imported, log

pytestmark = pytest.mark.django_db(databases="__all__")

BAD = "c1,<b>Arrive</b>,yesterday\nc2,Arrive,tomorrow\nc3,Arrive,today\n"


@pytest.fixture
def message(client):
    site()
    client.force_login(person("quinn", "QUALITY_LEAD", at_site="north"))
    return imported(log(cases=10) + BAD)


def test_rejected_rows_are_shown_with_their_reason_and_leave_a_trace(client, message):
    page = client.get(f"/imports/{message.pk}/rejects/")
    text = page.content.decode()
    assert "&lt;b&gt;Arrive" in text
    assert "yesterday" in text
    assert AccessRead.objects.get().count == 3
    assert page["Cache-Control"] == "no-store"


def test_many_rejected_rows_have_pages(client, message, monkeypatch):
    monkeypatch.setattr(views, "_SIZE", 2)
    page = client.get(f"/imports/{message.pk}/rejects/")
    assert [row[0].row for row in page.context["rows"]] == [31, 32]
    rest = client.get(f"/imports/{message.pk}/rejects/?after={page.context['after']}")
    assert [row[0].row for row in rest.context["rows"]] == [33]


def test_the_table_to_mend_is_a_download(client, message):
    answer = client.get(f"/imports/{message.pk}/rejects.csv")
    assert (
        answer["Content-Disposition"] == f'attachment; filename="import-{message.pk}-rejected.csv"'
    )
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert b"yesterday" in b"".join(answer.streaming_content)
    assert AccessRead.objects.get().count == 3


def test_a_clean_import_says_so(client, message):
    clean = imported(source="clean")
    assert b"Every row of this file" in client.get(f"/imports/{clean.pk}/rejects/").content


def test_of_a_made_up_hospital_the_files_name_says_so(client, message):
    message.site.synthetic = True
    message.site.save()
    answer = client.get(f"/imports/{message.pk}/rejects.csv")
    assert f'"invented-import-{message.pk}-rejected.csv"' in answer["Content-Disposition"]
