"""A file of places: chosen, looked at, then loaded."""

from django.core.files.uploadedfile import SimpleUploadedFile

from carepath.frames.sheets import MOST_BYTES
from carepath.places import forms


def test_a_file_is_carried_as_it_came():
    raw = bytes(range(256))
    said = {"content": forms.carried(raw), "name": "a.csv", "digest": "0" * 64, "reason": "new"}
    form = forms.LoadForm(said)
    assert form.is_valid() and form.cleaned_data["content"] == raw
    assert "content" in forms.LoadForm(said | {"content": "no base64!"}).errors
    assert set(forms.LoadForm(said | {"reason": ""}).errors) == {"reason"}


def test_a_file_larger_than_people_keep_by_hand_is_refused():
    for size, is_valid in ((MOST_BYTES, True), (MOST_BYTES + 1, False)):
        file = SimpleUploadedFile("a.csv", b"x" * size)
        assert forms.FileForm({}, {"file": file}).is_valid() == is_valid
