"""Bad files through the real pages and the real inbox: each is refused or reported.

CAREPATH_FILES says how many of each of three seeds (10 by default, 100 in `make soak`).
"""

import logging
import os
import resource
import time
import traceback
from collections import Counter
from contextlib import contextmanager

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from carepath.frames.rejects import FILE_ERRORS, REASONS
from carepath.ingestion import actions, queries
from carepath.ingestion.models import Message, Part
from carepath.journeys.models import Span
from carepath.ui import clock
from tests.factories import person, site
from tests.ingestion import damage

pytestmark = pytest.mark.django_db(databases="__all__")

FILES = int(os.environ.get("CAREPATH_FILES", "10"))
CPU_S_PER_MIB = 2.0
"""Taking a file in, looking at it and working on it may take so much processor time a MiB; a
smaller one as much as one. Pages have their own budgets and are not counted."""
MEMORY_MIB = 250
"""So far may the process grow over all files: the largest has 9 MiB."""
REFUSED, SET_ASIDE, IMPORTED = "refused", "set aside", "imported"


@pytest.fixture
def portal(client, caplog):
    site()
    client.force_login(person("quinn", "QUALITY_LEAD", at_site="north"))
    caplog.set_level(logging.INFO)
    return client


class Meter:
    """Processor time spent on a file."""

    def __init__(self):
        self.seconds = 0.0

    @contextmanager
    def running(self):
        began = time.process_time()
        try:
            yield
        finally:
            self.seconds += time.process_time() - began


def text(answer):
    return " ".join(answer.content.decode().split())


def sent(portal, file, meter):
    """The page after a file was sent, and the message if it was taken in."""
    upload = SimpleUploadedFile(file.name, file.content)
    with meter.running():
        answer = portal.post("/imports/upload/", {"file": upload, "site": "north"})
    page = portal.get(answer["Location"], follow=True) if answer.status_code == 302 else answer
    assert page.status_code == 200
    return page, Message.objects.filter(state="draft").first()


def filled(page):
    """What a patient person would send: the proposal, and a column where none was proposed."""
    form, columns = page.context["form"], page.context["proposal"].columns
    data = {
        name: form[name].value() for name in form.fields if form[name].value() not in (None, "", [])
    }
    for role, place in (("case", 0), ("activity", 1), ("time", 3)):
        column = role if role in columns else columns[place % len(columns)]
        data.setdefault(role, column)
    data.setdefault("timezone", "Europe/Amsterdam")
    data["stage"] = [row["stage"] for row in page.context["phases"]]
    data["phase"] = [row["phase"] for row in page.context["phases"]]
    return data


def outcome(portal, file, meter):
    """What became of a file, and the words for it; all that must hold is checked on the way."""
    page, message = sent(portal, file, meter)
    if message is None:
        assert not Part.objects.filter(message__state="receiving").exists()
        return REFUSED, refusal(page)
    with meter.running():
        queries.proposal(message)
    address = f"/imports/{message.pk}/mapping/"
    data = filled(page)
    preview = portal.post(address, data, headers={"HX-Request": "true"})
    assert preview.status_code == 200
    answer = portal.post(address, data)
    if answer.status_code == 200:
        portal.post(f"/imports/{message.pk}/cancel/")
        return REFUSED, str(answer.context["form"].errors)
    with meter.running():
        while actions.process_waiting(by="worker:test", at=clock.now()):
            pass
    return reported(portal, Message.objects.select_related("progress").get(pk=message.pk))


def refusal(page):
    words = [str(error) for error in page.context["form"].errors.get("file", [])]
    words += [str(message) for message in page.context["messages"]]
    assert words, text(page)[:2_000]
    return " ".join(words)


def reported(portal, message):
    progress = message.progress
    page = portal.get(f"/imports/{message.pk}/")
    assert page.status_code == 200
    assert portal.get(f"/imports/{message.pk}/rejects/").status_code == 200
    assert b"".join(portal.get(f"/imports/{message.pk}/rejects.csv").streaming_content)
    assert set(message.rejects.values_list("reason", flat=True)) <= REASONS.keys()
    assert message.rejects.count() == progress.rows_rejected
    spans = Span.objects.filter(message=message.pk)
    if message.state == "quarantined":
        assert message.reason_code in FILE_ERRORS, (message.reason_code, message.reason_text)
        assert not spans.exists()
        return SET_ASIDE, message.reason_text
    assert message.state == "processed", (message.state, message.reason_code, message.reason_text)
    assert spans.count() == progress.spans
    told = progress.rows_accepted + progress.rows_rejected + progress.known_rows
    assert progress.rows_read == told + progress.report["notes"]["duplicates"]
    one = spans.first()
    if one is not None:
        raw = portal.get(f"/imports/{message.pk}/raw/{bytes(one.source_ref).hex()}/")
        assert raw.status_code == 200
    return IMPORTED, f"{progress.rows_accepted} rows, {progress.rows_rejected} rejected"


def mib(file):
    return max(1.0, len(file.content) / 2**20)


def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def through(portal, caplog, files):
    """Send every file and return how many ended how; fail with all that broke a rule."""
    found, faults, began = Counter(), [], peak()
    for n, file in enumerate(files):
        caplog.clear()
        meter, ended, words = Meter(), "", ""
        try:
            ended, words = outcome(portal, file, meter)
        except Exception:
            words = traceback.format_exc()
        label = f"file {n}, {file.damage} ({file.name}): {ended}, {words}"
        logging.getLogger("damage").info("%5.2f s %4.0f MiB %s", meter.seconds, peak(), label)
        said = [record for record in caplog.records if record.levelno >= logging.ERROR]
        if not ended or said or meter.seconds > CPU_S_PER_MIB * mib(file):
            faults.append(f"{meter.seconds:.1f} s {label} {[record.exc_text for record in said]}")
        found[ended] += 1
    assert not faults, "\n\n".join(faults)
    assert peak() - began < MEMORY_MIB
    return found


def test_good_logs_are_imported_whole(portal, caplog):
    dice = damage.Random(1)
    files = [
        damage.Damaged("none", "log.csv", damage.table(dice)),
        damage.Damaged("none", "log.csv.gz", damage.packed(damage.table(dice))),
        damage.Damaged("none", "log.xes", damage.xes(dice).encode()),
    ]
    assert through(portal, caplog, files) == {IMPORTED: 3}
    assert not Message.objects.filter(progress__rows_rejected__gt=0).exists()


def test_damaged_files_are_refused_or_reported(portal, caplog):
    found = through(portal, caplog, damage.files(seed=1, count=14, every=3))
    assert set(found) == {REFUSED, SET_ASIDE, IMPORTED}


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_many_damaged_files_are_refused_or_reported(portal, caplog, seed):
    found = through(portal, caplog, damage.files(seed=f"slow {seed}", count=FILES, every=3 + seed))
    assert found.total() == FILES
