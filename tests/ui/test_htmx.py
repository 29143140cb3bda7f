"""Whole pages for people, parts for htmx."""

from types import SimpleNamespace

import pytest

from carepath.ui.htmx import page_or_part


class Asked(SimpleNamespace):
    def __bool__(self):
        return self.made


@pytest.mark.parametrize(
    ("asked", "template"),
    [
        (None, "a/b.html"),
        (Asked(made=False, boosted=False, history_restore_request=False), "a/b.html"),
        (Asked(made=True, boosted=True, history_restore_request=False), "a/b.html"),
        (Asked(made=True, boosted=False, history_restore_request=True), "a/b.html"),
        (Asked(made=True, boosted=False, history_restore_request=False), "a/b.html#part"),
    ],
)
def test_only_htmx_that_replaces_a_part_gets_a_part(asked, template):
    assert page_or_part(SimpleNamespace(htmx=asked), "a/b.html", "part") == template
