"""Forms in the portal's look: labels above, help and faults beneath, one way for all pages."""

from typing import Any

from django import forms, template
from django.forms import BoundField
from django.utils.safestring import SafeString

register = template.Library()


@register.inclusion_tag("components/fields.html")
def fields(form: forms.BaseForm) -> dict[str, Any]:
    """Return a form's faults and fields, without the form element and its buttons."""
    return {"form": form}


@register.filter
def control(field: BoundField) -> SafeString:
    """Return the input of a field that is one control, with the classes of its kind."""
    widget = field.field.widget
    if is_check(field):
        kind = "form-check-input"
    else:
        kind = "form-select" if isinstance(widget, forms.Select) else "form-control"
    wrong = " is-invalid" if field.errors else ""
    own = widget.attrs.get("class", "")
    attrs: dict[str, Any] = {"class": f"{kind}{wrong} {own}".strip()}
    if widget.attrs.get("placeholder") == field.label:
        attrs["placeholder"] = False  # the label says it already
    return field.as_widget(attrs=attrs)


@register.filter
def is_check(field: BoundField) -> bool:
    """Return whether a field is one box to tick, whose label stands beside it."""
    return isinstance(field.field.widget, forms.CheckboxInput)
