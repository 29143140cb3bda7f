import pytest
from django.test import RequestFactory
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from carepath.ui.rowpages import RowPages

ROWS = list("abcdefg")


def ask(**query):
    return Request(RequestFactory().get("/api/v1/letters/", query))


def page(request):
    pages = RowPages()
    start, stop = pages.window(request)
    return pages.answer(request, ROWS[start:stop], len(ROWS)).data


def follow(address):
    return Request(RequestFactory().get(address))


def test_following_next_gives_every_row_once():
    found, data = [], page(ask(limit=3))
    while True:
        found += data["results"]
        if data["next"] is None:
            break
        data = page(follow(data["next"]))
    assert found == ROWS


def test_previous_leads_back():
    second = page(follow(page(ask(limit=3))["next"]))
    assert page(follow(second["previous"]))["results"] == ["a", "b", "c"]


def test_one_page_has_neither():
    data = page(ask())
    assert data == {"next": None, "previous": None, "results": ROWS}


def test_links_keep_the_question():
    assert "source=sepsis" in page(ask(limit=3, source="sepsis"))["next"]


@pytest.mark.parametrize("cursor", ["nonsense", "cj0tMQ==", "=", "é"])
def test_a_damaged_cursor_names_its_field(cursor):
    with pytest.raises(ValidationError) as refused:
        page(ask(cursor=cursor))
    assert "cursor" in refused.value.detail
