import pytest
from django.test import Client
from django.utils.http import urlencode

from tests.bottlenecks.worlds import truth
from tests.factories import person
from tests.journeys.actions.test_record import a_source, record
from tests.journeys.frames import event

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture
def ask(nora):
    client = Client()
    client.force_login(nora)

    def get(what, status=200, **query):
        response = client.get(f"/api/v1/flow/{what}/?{urlencode(query)}")
        assert response.status_code == status, response.content
        return response.json()

    return get


def test_the_sepsis_log_equals_the_computed_figures(sepsis, ask, shared):
    known = truth(shared)
    summary = ask("summary", source="sepsis")
    assert (summary["journeys"], summary["spans"], summary["stages"]) == (1050, 15214, 16)
    assert summary["variants"] == 846
    assert summary["duration_s"]["mean"] == pytest.approx(2459733.94, abs=0.001)
    assert summary["duration_s"]["median"] == 461668.5
    assert summary["duration_s"]["p95"] == pytest.approx(14153610.6, abs=0.05)

    edges = ask("edges", source="sepsis")
    assert edges["next"] is None
    found = {(edge["from"], edge["to"]): edge for edge in edges["results"]}
    assert len(found) == known["dfg_edges"] == 115
    for edge in known["dfg_all"]:
        mine = found[edge["source"], edge["target"]]
        assert mine["count"] == edge["count"]
        assert mine["mean_s"] == pytest.approx(edge["gap_mean_s"], abs=0.001)
        assert mine["median_s"] == pytest.approx(edge["gap_median_s"], abs=0.05)
        assert mine["total_s"] == pytest.approx(mine["mean_s"] * mine["count"])
        assert (mine["p90_s"] is None) == (mine["count"] < 10)
        assert (mine["p95_s"] is None) == (mine["count"] < 20)

    for name, wait in known["kpi"].items():
        source, target = name.partition(" (")[0].split("->")
        within = {"within_s": wait["within_limit_s"]} if "within_limit_s" in wait else {}
        mine = ask("milestones", source="sepsis", **{"from": source}, to=target, **within)
        assert mine["n_measured"] == wait["n"]
        assert mine["median_s"] == pytest.approx(wait["median"], abs=0.05)
        assert mine["p90_s"] == pytest.approx(wait["p90"], abs=0.06)
        if within:
            assert mine["share_of_measured"] == pytest.approx(
                wait["within_pct_of_measured"] / 100, abs=0.0001
            )


def test_antibiotics_within_the_hour(sepsis, ask):
    found = ask("milestones", source="sepsis", **{"from": "ER Sepsis Triage"}, to="IV Antibiotics")
    assert found["within_s"] == 3600  # the declared target
    assert (found["n_source"], found["n_measured"], found["n_without_target"]) == (1049, 823, 226)
    assert found["share_of_all"] == 342 / 1049
    assert found["share_of_measured"] == 342 / 823
    assert round(found["hours_beyond"]) == 960
    assert ask("milestones", source="sepsis")["results"] == [found]


def test_a_pair_without_target_time_has_no_shares(sepsis, ask):
    found = ask("milestones", source="sepsis", **{"from": "ER Triage"}, to="CRP")
    assert found["within_s"] is found["share_of_all"] is found["share_of_measured"] is None


@pytest.mark.parametrize("how", [{"by": "month"}, {"period": "month"}])
def test_milestones_by_month(sepsis, ask, how):
    pair = {"from": "ER Sepsis Triage", "to": "IV Antibiotics"}
    found = ask("milestones", source="sepsis", **pair, **how)
    assert [group["key"] for group in found["groups"]][:2] == ["2013-11", "2013-12"]
    assert sum(group["n_source"] for group in found["groups"]) == 1049


def test_a_period_narrows_every_answer(sepsis, ask):
    whole = ask("summary", source="sepsis")["journeys"]
    years = [ask("summary", source="sepsis", period=y)["journeys"] for y in (2013, 2014, 2015)]
    assert sum(years) == whole
    assert ask("summary", source="sepsis", period="2014-01-01/")["journeys"] == whole - years[0]


def test_variants_page_by_cursor(sepsis, ask, shared):
    first = ask("variants", source="sepsis", limit=500)
    top = truth(shared)["variants_top10"][0]
    assert (first["results"][0]["stages"], first["results"][0]["count"]) == (top["trace"], 35)
    cursor = first["next"].partition("cursor=")[2].partition("&")[0].replace("%3D", "=")
    second = ask("variants", source="sepsis", limit=500, cursor=cursor)
    assert len(first["results"]) + len(second["results"]) == 846
    folded = ask("variants", source="sepsis", folded="true")
    assert ["CRP + LacticAcid + Leucocytes"] in folded["results"][0]["steps"]


@pytest.mark.parametrize(
    ("query", "status", "field"),
    [
        ({}, 400, "source"),
        ({"source": "nowhere"}, 404, "source"),
        ({"source": "log", "from": "Triage"}, 400, "to"),
        ({"source": "log", "from": "Triage", "to": "Docter"}, 400, "to"),
        ({"source": "log", "from": "X-ray", "to": "Doctor"}, 400, "from"),
        ({"source": "log", "from": "Triage", "to": "Triage", "within_s": "-5"}, 400, "within_s"),
        ({"source": "log", "from": "Triage", "to": "Triage", "by": "colour"}, 400, "by"),
        ({"source": "log", "period": "yesterday"}, 400, "period"),
        ({"source": "log", "cursor": "x"}, 400, "cursor"),
    ],
)
def test_a_wrong_question_names_the_field(ask, query, status, field):
    record(a_source(), event("A", "Triage", 0, 5), event("A", "Doctor", 9, 20))
    problem = ask("milestones", status, **query)
    assert problem["status"] == status
    assert field in problem.get("errors", {}) or field in problem["detail"]


def test_who_may_not_see_journeys_gets_no_answer():
    client = Client()
    assert client.get("/api/v1/flow/summary/?source=log").status_code in (401, 403)
    client.force_login(person("otto"))
    assert client.get("/api/v1/flow/summary/?source=log").status_code == 403


@pytest.mark.parametrize("what", ["summary", "edges", "variants", "milestones"])
def test_a_parameter_of_another_name_is_refused(ask, what):
    a_source()
    told = ask(what, 400, source="log", page_size=5)
    assert "page_size" in told["errors"]
    assert "source" in told["detail"]
