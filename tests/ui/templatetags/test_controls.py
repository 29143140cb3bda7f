"""Forms in one look: each input has its label, help and faults."""

from django import forms
from django.template import Context, Template

from carepath.ui.templatetags import controls


class Sample(forms.Form):
    name = forms.CharField(help_text="As printed.")
    role = forms.ChoiceField(choices=[("a", "A")])
    agree = forms.BooleanField(required=False)
    scopes = forms.MultipleChoiceField(choices=[("s", "See")], widget=forms.CheckboxSelectMultiple)
    token = forms.CharField(widget=forms.HiddenInput, initial="x")


def drawn(form):
    return Template("{% load controls %}{% fields form %}").render(Context({"form": form}))


def test_kinds_of_input_get_their_classes():
    form = Sample()
    assert 'class="form-control"' in controls.control(form["name"])
    assert 'class="form-select"' in controls.control(form["role"])
    assert 'class="form-check-input"' in controls.control(form["agree"])


def test_only_a_single_box_is_a_check():
    form = Sample()
    assert [name for name in form.fields if controls.is_check(form[name])] == ["agree"]


def test_labels_help_and_faults_belong_to_their_inputs():
    html = drawn(Sample({"role": "a"}))
    assert 'aria-describedby="id_name_helptext"' in drawn(Sample())
    assert '<label class="form-label" for="id_name">' in html
    assert 'id="id_name_helptext">As printed.' in html
    assert 'aria-invalid="true"' in html
    assert "This field is required." in html
    assert '<legend class="form-label">Scopes' in html


def test_each_of_many_boxes_has_its_label():
    html = drawn(Sample({"scopes": ["s"]}))
    assert 'type="checkbox" name="scopes" value="s" id="id_scopes_0" checked>' in html
    assert '<label class="form-check-label" for="id_scopes_0">See</label>' in html


def test_hidden_fields_have_no_label():
    html = drawn(Sample())
    assert '<input type="hidden" name="token"' in html
    assert 'for="id_token"' not in html


def test_a_placeholder_that_repeats_the_label_is_left_out():
    form = Sample()
    for text in ("Name", "Ada Lovelace"):
        form.fields["name"].widget.attrs["placeholder"] = text
        assert ("placeholder" in controls.control(form["name"])) == (text != "Name")
