"""Arrange a world and look at it."""

import inspect

import pytest

from carepath.audit import actions as audit
from carepath.compliance.queries import CONTROLS
from tests.compliance.worlds import WORLDS
from tests.factories import AT


@pytest.fixture
def old(db):
    """A portal that has been there for long, and that nobody made a backup of."""
    with audit.recording_as("test", at=AT):
        audit.record("began")


@pytest.fixture
def holds(db, settings, monkeypatch):
    """A function: what a control finds in the world in which it holds."""
    return lambda name: _looked(name, 0, settings, monkeypatch)[0]


@pytest.fixture
def breaks(db, settings, monkeypatch):
    """A function: what a control finds in the world in which it breaks, and what it must name."""
    return lambda name: _looked(name, 1, settings, monkeypatch)


def _looked(name, which, settings, monkeypatch):
    world = WORLDS[name][which]
    given = {"settings": settings, "monkeypatch": monkeypatch}
    wrong = world(**{key: given[key] for key in inspect.signature(world).parameters})
    return CONTROLS[name].look(AT), wrong
