"""What people type about slots."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from carepath.places import forms
from tests.factories import site

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("more", "wrong"),
    [
        ({}, []),
        ({"minutes": "0"}, ["minutes"]),
        ({"starts_at": "2026-03-29 02:30"}, ["starts_at"]),  # the clocks skip it
        ({"kind": "party"}, ["kind"]),
    ],
)
def test_a_slot_has_a_start_on_the_sites_clock_and_a_length(more, wrong):
    said = {
        "kind": "clinic", "resource": "Skin", "starts_at": "2026-03-02 10:00", "minutes": "20",
        "reason": "extra",
    }  # fmt: skip
    with timezone.override("Europe/Amsterdam"):
        form = forms.SlotForm(said | more, site=site())
        assert sorted(form.errors) == wrong
    if not wrong:
        assert form.cleaned_data["starts_at"] == datetime(2026, 3, 2, 9, tzinfo=UTC)
