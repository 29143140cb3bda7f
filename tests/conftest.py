"""What every test may ask for."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared():
    """The folder of real logs and published figures; absent = a skip, in CI a failure."""
    folder = Path(os.environ.get("CAREPATH_SHARED", ROOT / "../shared")).resolve()
    if not (folder / "data").is_dir():
        message = f"No reference data at CAREPATH_SHARED ({folder})."
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return folder


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    """Each test writes its files under a folder of its own."""
    settings.CAREPATH_HOME = tmp_path
    return tmp_path


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory):
    """An embedded test database is a file, as in life: processes and threads can share it."""
    from django.db import connections

    for alias in connections:
        database = connections[alias].settings_dict
        if "sqlite" in database["ENGINE"]:
            database["TEST"]["NAME"] = str(tmp_path_factory.mktemp("db") / f"{alias}.sqlite3")
