"""Each table says what it is to the ledger."""

import pytest
from django.apps import apps
from django.db import models

from carepath.accounts.models import Grant
from carepath.audit import register
from carepath.audit.models import AccessRead, Change, Entry
from carepath.forecasts.models import Vintage
from carepath.journeys.models import Span, Target
from carepath.protocols.models import Signature

EVERY = apps.get_models(include_auto_created=True)


@pytest.mark.parametrize("model", EVERY, ids=lambda model: model._meta.label)
def test_each_model_says_what_it_is_to_the_ledger(model):
    assert register.record_of(model) in register.RECORDS


def test_a_model_that_says_nothing_is_refused():
    class Silent(models.Model):
        class Meta:
            app_label = "nowhere"

        def __str__(self):
            return ""

    with pytest.raises(register.Unclassed, match="nowhere.Silent: set RECORD"):
        register.record_of(Silent)
    del apps.all_models["nowhere"]


def test_history_is_only_added_to_and_links_are_what_their_model_is():
    assert register.record_of(Target.history.model) == "append-only"
    assert register.record_of(Grant) == "governed"
    assert register.record_of(Span) == "operational"
    groups = apps.get_model("accounts", "User_groups")
    assert register.record_of(groups) == "operational"


def test_models_are_listed_by_the_database_they_lie_in(settings):
    kept = register.models_of("append-only", alias="default")
    assert AccessRead in register.models_of("append-only")
    assert {Entry, Change} < set(kept)
    if "side" in settings.DATABASES:
        assert register.models_of("append-only", alias="side") == [AccessRead]
        assert AccessRead not in kept
    assert register.models_of("governed", alias="nowhere") == []


def test_what_is_kept_may_be_governed_too():
    assert {Entry, Change, Signature} < set(register.kept())
    assert Signature in register.models_of("governed")
    assert register.is_kept(Signature) and not register.is_kept(Grant)


def test_a_model_outside_the_ledger_may_forbid_its_rows_to_change():
    assert Vintage in register.guarded() and Vintage not in register.kept()
    verbs = {name: said[0] for name, said in register.guards_of(Vintage).items()}
    assert verbs == {"never": "UPDATE", "born_once": "INSERT", "gone_kept": "DELETE"}
    assert register.guarded(alias="nowhere") == []


def test_the_list_for_models_of_others_is_true():
    assert set(register.OF_OTHERS) <= {model._meta.label for model in EVERY}
    assert not any(hasattr(apps.get_model(label), "RECORD") for label in register.OF_OTHERS)


def test_links_of_governed_models_are_models_of_their_own():
    """A hidden table of links has no history, so a governed model has none."""
    for model in register.models_of("governed"):
        assert not model._meta.auto_created
        assert all(not f.remote_field.through._meta.auto_created for f in model._meta.many_to_many)
