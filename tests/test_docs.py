"""Each setting, right and format is documented, and nothing that is not there."""

import re
from pathlib import Path

from carepath.accounts.permissions import Permission
from carepath.formats.parsers import PARSERS

ROOT = Path(__file__).resolve().parent.parent


def test_each_setting_is_documented():
    code = (ROOT / "carepath/config/settings.py").read_text()
    asked = set(re.findall(r'env_[a-z]+\("([A-Z_]+)"', code))
    documented = re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs/settings.md").read_text(), re.M)
    assert len(documented) == len(set(documented))
    assert set(documented) == asked


def test_each_right_is_documented():
    table = (ROOT / "docs/permissions.md").read_text()
    rows = {row.split("|")[1].strip() for row in table.splitlines() if row.startswith("| ")}
    assert {permission.value for permission in Permission} <= rows


def test_each_format_is_documented():
    text = (ROOT / "docs/formats.md").read_text()
    assert set(PARSERS) <= set(re.findall(r"^\| (\w+) \|", text, re.M))


def test_each_command_of_make_is_explained():
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z]+):", makefile, re.M)) - {"ready", "tools"}
    assert targets == set(re.findall(r"^([a-z]+):.*## ", makefile, re.M))
