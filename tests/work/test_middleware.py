import pytest

from tests.factories import person

pytestmark = pytest.mark.django_db(databases="__all__")


def test_with_tls_browsers_are_told_where_reports_go(client):
    client.force_login(person("sam", "SYSTEM_ADMINISTRATOR"))
    for path in ("/accounts/login/", "/jobs/", "/nowhere/"):
        answer = client.get(path, secure=True)
        assert answer["Reporting-Endpoints"] == 'policy="/policy-reports"'


def test_without_tls_the_older_way_is_the_only_one(client):
    answer = client.get("/accounts/login/")
    assert "Reporting-Endpoints" not in answer
    assert "report-uri /policy-reports" in answer["Content-Security-Policy"]
    assert "report-to" not in answer["Content-Security-Policy"]
