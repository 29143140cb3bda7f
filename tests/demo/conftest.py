"""Each test begins with no engine in memory: keys repeat from test to test."""

import pytest

from carepath.demo.actions import drawn, engine


@pytest.fixture(autouse=True)
def nothing_held():
    engine.forget()
    drawn.forget()
    yield
    engine.forget()
    drawn.forget()
