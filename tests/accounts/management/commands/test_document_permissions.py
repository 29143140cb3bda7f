"""The page about rights is the table itself."""

from pathlib import Path

from carepath.accounts.management.commands import document_permissions
from carepath.accounts.permissions import Permission

PAGE = Path(__file__).parents[4] / "docs" / "permissions.md"


def test_the_page_is_up_to_date():
    assert PAGE.read_text() == document_permissions.page()


def test_it_names_each_permission():
    assert all(f"| {permission} |" in document_permissions.page() for permission in Permission)
