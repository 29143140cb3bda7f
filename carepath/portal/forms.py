"""What people enter about screens."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from carepath.capacity import queries as capacity
from carepath.places.models import Site
from carepath.portal import queries


class ScreenForm(forms.Form):
    """A new screen: where it hangs, and the units it shows."""

    name = forms.CharField(label=_("Where it hangs"), max_length=60)
    site = forms.ModelChoiceField(
        label=_("Site"), queryset=Site.objects.none(), to_field_name="slug", empty_label=None
    )
    units = forms.MultipleChoiceField(
        label=_("Units"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Ticked none, it shows every unit of its site that has beds."),
    )

    def __init__(self, *args, by: Any, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        sites = queries.sites_for_screens(by=by)
        self.fields["site"].queryset = Site.objects.filter(pk__in=[site.pk for site in sites])
        self.fields["units"].choices = [
            (f"{site.slug}/{unit.code}", f"{unit} ({site})" if len(sites) > 1 else str(unit))
            for site in sites
            for unit in capacity.units_with_beds(site=site)
        ]

    def clean(self) -> dict[str, Any]:
        """Return what was entered; units of another site than the chosen one are an error."""
        said = super().clean()
        site, units = said.get("site"), said.get("units") or []
        chosen = [one.partition("/") for one in units]
        if site is not None and any(slug != site.slug for slug, _slash, _code in chosen):
            self.add_error("units", _("A screen shows units of its own site."))
        said["units"] = [code for _slug, _slash, code in chosen]
        return said


class SignInForm(forms.Form):
    """The token that a screen signs in with."""

    token = forms.CharField(
        label=_("Token of this screen"),
        max_length=80,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
