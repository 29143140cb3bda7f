"""The real log through the upload: a protocol is followed, and page, API and file say the same.

Known for antibiotics within an hour of the first ER Sepsis Triage: 342 in time, 707 not (226 of
them never), 1 journey without triage.
"""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from carepath.frames.protocol import Rule
from carepath.protocols import actions
from carepath.protocols.models import Assignment
from tests.analysis.protocols import SEPSIS as SAMPLE
from tests.factories import site
from tests.protocols.views.pages import signed_in, text
from tests.protocols.worlds import activate, approve, draft, nora, pia, quinn, somebody
from tests.stories.test_flow_figures import SEPSIS, imported

pytestmark = pytest.mark.django_db(databases="__all__")
BEFORE = datetime(2013, 1, 1, tzinfo=UTC)
DOCUMENT = replace(
    SAMPLE,
    stage="ER Registration",
    conditions=(),
    rules=(Rule("within-hour", "response", "ER Sepsis Triage", "IV Antibiotics", 3600),),
)


def in_force_before_the_log_begins():
    """A version that four people wrote, agreed to and could activate before the first patient."""
    roles = {"pia": "PROTOCOL_OWNER", "nora": "CLINICIAN", "quinn": "QUALITY_LEAD"}
    roles |= {"root": "SYSTEM_ADMINISTRATOR", "second": "SYSTEM_ADMINISTRATOR"}
    for name, role in roles.items():
        somebody(name, role, since=datetime(2012, 1, 1, tzinfo=UTC))
    version = draft(DOCUMENT, at=BEFORE)
    version = actions.ask_review(
        version=version, reviewers=[nora(), quinn()], by=pia(), at=BEFORE, reason="please read"
    )
    approve(version, nora(), at=BEFORE)
    return activate(approve(version, quinn(), at=BEFORE), at=BEFORE)


def test_the_figures_of_the_real_log_from_the_upload_to_the_file(shared):
    site("north")
    running = in_force_before_the_log_begins()
    lead = somebody("quinn")
    imported(signed_in(lead), shared / "data/sepsis/sepsis.csv", SEPSIS, "sepsis")
    while actions.follow(by="worker:sweep", at=datetime(2026, 3, 3, tzinfo=UTC)):
        continue
    assert Assignment.objects.filter(version=running.version).count() == 1050

    client = signed_in(lead)
    page = client.get("/protocols/adherence/", {"version": running.version_id})
    assert page.context["asked"].whom == "pinned"
    assert "satisfied in 342 of 1,049 triggered and decided journeys" in text(page)
    line = page.context["line"]
    assert (line.counts["satisfied"], line.counts["violated"]) == (342, 707)
    assert (line.counts["vacuous"], line.judged.n_never) == (1, 226)

    url = f"/api/v1/protocols/{running.protocol_id}/v1/adherence/"
    (rule,) = client.get(url).json()["rules"]
    assert (rule["satisfied"], rule["violated"], rule["violated_never"]) == (342, 707, 226)
    assert (rule["vacuous"], rule["of_triggered"]["n"], rule["of_measured"]["n"]) == (1, 1049, 823)

    file = client.get("/protocols/adherence/csv/", {"version": running.version_id})
    content = b"".join(file.streaming_content).decode("utf-8-sig")
    head, row = list(csv.reader(io.StringIO(content)))[:2]
    told = dict(zip(head, row, strict=True))
    names = ("satisfied", "violated", "of these never", "vacuous")
    assert [told[name] for name in names] == ["342", "707", "226", "1"]
    for of in ("triggered", "measured"):
        name = "of all triggered" if of == "triggered" else "of those measured"
        share = rule[f"of_{of}"]
        for end, key in (("share", "share"), ("95 % from", "low"), ("95 % to", "high")):
            assert float(told[f"{name}: {end}, %"]) == pytest.approx(100 * share[key], abs=0.005)
        shown = f"{share['k']} / {share['n']:,} · {round(100 * share['share'])}"
        assert shown in text(page), shown

    drawn = page.context["trend"]
    assert sum(n for _k, n in counts(drawn.traces[2])) == 1049
    assert sum(n for _k, n in counts(drawn.traces[5])) == 823
    assert sum(k for k, _n in counts(drawn.traces[2])) == 342


def counts(trace):
    return [tuple(int(part) for part in one.split(" / ")) for one in trace["customdata"]]
