"""What people type about people, roles and tokens."""

from django import forms
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.utils.translation import gettext_lazy as _

from carepath.accounts import queries
from carepath.accounts.models import User
from carepath.accounts.permissions import Permission
from carepath.accounts.roles import Role

DAYS = [(7, _("a week")), (30, _("30 days")), (90, _("90 days")), (365, _("a year"))]


class Invitation(forms.Form):
    """A new person."""

    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        validators=[UnicodeUsernameValidator()],
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    name = forms.CharField(label=_("Name"), max_length=150, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)

    def clean_username(self) -> str:
        """Return the name in the form sign-in compares it in."""
        return User.normalize_username(self.cleaned_data["username"].strip())


class RoleGrant(forms.Form):
    """A role at one site or all."""

    role = forms.ChoiceField(label=_("Role"))
    site = forms.ChoiceField(label=_("Site"), required=False)
    why = forms.CharField(label=_("Reason"), max_length=300)

    def __init__(self, *args, by: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.name, role.value.title) for role in Role]
        self.fields["site"].choices = queries.sites(by=by, permission=Permission.MANAGE_PEOPLE)


class Reason(forms.Form):
    """Why something is done."""

    why = forms.CharField(label=_("Reason"), max_length=300)


class TokenRequest(forms.Form):
    """A new API token."""

    name = forms.CharField(label=_("What it is for"), max_length=60)
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"), widget=forms.CheckboxSelectMultiple
    )
    days = forms.TypedChoiceField(label=_("Ends after"), choices=DAYS, coerce=int, initial=90)

    def __init__(self, *args, user: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scopes"].choices = [
            (scope.name, scope.words) for scope in queries.scopes_for(user=user)
        ]

    def clean_scopes(self) -> list[Permission]:
        """Return the chosen permissions."""
        return [Permission[name] for name in self.cleaned_data["scopes"]]
