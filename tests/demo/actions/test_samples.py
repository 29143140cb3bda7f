"""The invented protocols: whole, marked, signed by personas, and obeyed by the hospital."""

from datetime import date

import pytest

from carepath.accounts.models import User
from carepath.analysis.protocol_checks import Ground, blocking, checks
from carepath.demo import actions
from carepath.demo.actions import changing, engine, samples
from carepath.frames.protocol import canonical, read
from carepath.protocols import actions as protocols
from carepath.protocols import queries
from carepath.protocols.models import Activation, Protocol, Signature, Version
from carepath.simulator.levers import LEVERS
from carepath.simulator.stages import STAGES
from tests.analysis.protocols import GROUND
from tests.demo.worlds import NIGHT, a_hospital, built

pytestmark = pytest.mark.django_db
DOCUMENTS = samples.documents(date(2027, 3, 2))


@pytest.fixture(autouse=True)
def on_loopback(settings):
    settings.LOOPBACK_ONLY = True


@pytest.mark.parametrize("name", DOCUMENTS)
def test_each_passes_every_check_and_says_that_it_is_invented(name):
    stages = frozenset(stage.name for stage in STAGES.values())
    ground = Ground(GROUND.today, GROUND.roles, stages, levers=frozenset(LEVERS))
    document = DOCUMENTS[name]
    found = checks(document, ground)
    assert blocking(found) == []
    assert [one.key for one in found if one.problems] == []
    assert "invented" in document.title and "not for care" in document.purpose
    assert read(canonical(document)) == document


def test_a_hospital_that_lives_gets_them_once_each_signed_by_two():
    a_hospital()
    assert actions.write_samples(at=NIGHT) == 3
    assert Protocol.objects.filter(invented=True).count() == 3
    assert Activation.objects.filter(ends_at=None).count() == 3
    assert Signature.objects.filter(meaning="approved").count() == 8
    assert {one.signer.persona_site for one in Signature.objects.all()} == {"demo"}
    assert actions.write_samples(at=NIGHT) == 0


def test_one_approved_change_waits_to_be_brought_into_force():
    a_hospital()
    actions.write_samples(at=NIGHT)
    version = Version.objects.get(state="approved")
    assert version.document.intervention == "sepsis_trolley"
    assert queries.standing(version).missing == []


def test_where_personas_count_for_nothing_there_are_none(settings):
    settings.LOOPBACK_ONLY = False
    a_hospital()
    assert actions.write_samples(at=NIGHT) == 0
    assert not Protocol.objects.exists()


@pytest.mark.parametrize("phase", ["building", "jumping"])
def test_a_hospital_that_does_not_live_yet_waits(phase):
    a_hospital(phase=phase, target_at=NIGHT)
    assert actions.write_samples(at=NIGHT) == 0


def test_the_change_in_force_is_obeyed_by_the_hospital():
    row = built()
    actions.write_samples(at=NIGHT)
    assert changing.due(row, engine.of(row), at=NIGHT) == []
    version, pia = Version.objects.get(state="approved"), User.objects.get(username="pia@demo")
    protocols.run_replays(by="worker:sweep", at=NIGHT)
    protocols.activate(
        version=version, site=row.site, starts_at=None, under_way="finish",
        edition=version.edition, sha256=version.sha256, by=pia, at=NIGHT, proved_at=NIGHT,
        reason="try it",
    )  # fmt: skip
    (change,) = changing.due(row, engine.of(row), at=NIGHT)
    assert (change.kind, change.name, change.value) == ("effect", "sepsis_trolley", 1)
