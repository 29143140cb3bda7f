"""What the editor shows is what it reads back; typed rows become rows with ids of their own."""

from django.http import QueryDict
from hypothesis import given

from carepath.frames.protocol import Document
from carepath.protocols.forms import Editor
from tests.analysis.protocols import SEPSIS, documents, examples


def posted(document, **changes):
    """What a browser posts from the editor, with some fields typed over."""
    editor = Editor(document, 1)
    data = {"head-reason": "why"}
    for form in (editor.head, *(f for one in editor.sets.values() for f in one.forms)):
        for field in form:
            if field.value() not in (None, False, ""):
                data[field.html_name] = field.value()
    for one in editor.sets.values():
        data |= {field.html_name: field.value() for field in one.management_form}
    query = QueryDict(mutable=True)
    for name, value in (data | {"head-reason": "why"} | changes).items():
        query.setlist(name, value if isinstance(value, list | tuple) else [str(value)])
    return query


def read(document, **changes):
    editor = Editor(document, 1, posted(document, **changes))
    assert editor.is_valid(), [one.errors for one in editor.sets.values()]
    return editor.document


def test_nothing_typed_changes_nothing():
    assert read(SEPSIS) == SEPSIS


@examples(25)
@given(documents())
def test_ids_and_order_survive_the_editor(document):
    editor = Editor(document, 1, posted(document, **{"head-title": "Title"}))
    if editor.is_valid():
        for section in ("steps", "rules", "doses"):
            before, after = (getattr(one, section) for one in (document, editor.document))
            assert [row.id for row in after] == [row.id for row in before]


def test_empty_rows_are_no_rows_and_new_ones_get_the_next_free_id():
    changes = {
        "evidence-TOTAL_FORMS": 4, "evidence-2-text": "Second", "evidence-3-text": "Third",
    }  # fmt: skip
    found = read(SEPSIS, **changes).evidence
    assert [(row.id, row.text) for row in found[1:]] == [
        ("evidence-1", "Second"), ("evidence-2", "Third"),
    ]  # fmt: skip


def test_a_new_row_with_only_its_usual_choices_is_none():
    found = read(SEPSIS, **{"rules-TOTAL_FORMS": 3, "rules-2-kind": "response"})
    assert found.rules == SEPSIS.rules


def test_a_removed_row_cannot_be_named():
    editor = Editor(SEPSIS, 1, posted(SEPSIS, **{"steps-1-DELETE": "on"}))
    assert not editor.is_valid()
    assert editor.sets["steps"].forms[0].errors["next"] == ["Row 2 is not there."]


def test_too_many_rows_are_refused():
    data = posted(Document(title="x"), **{"steps-TOTAL_FORMS": 201})
    for number in range(201):
        data[f"steps-{number}-action"] = "x"
    assert not Editor(Document(title="x"), 1, data).is_valid()


def test_a_row_more_is_shown_and_no_list_grows_for_ever():
    data = posted(SEPSIS, more="steps")
    assert Editor(SEPSIS, 1, data).sets["steps"].total_form_count() == 4
    data["steps-TOTAL_FORMS"] = "200"
    assert Editor(SEPSIS, 1, data).sets["steps"].total_form_count() == 200
    data["more"] = "nowhere"
    assert Editor(SEPSIS, 1, data).sets["rules"].total_form_count() == 2
