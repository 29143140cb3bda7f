"""What people type when they act on a version: a reason, a signature, a comment."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from carepath.accounts.models import User
from carepath.places.models import Site
from carepath.protocols.models import Signature, UnderWay

WHY = 300


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(label=_("Reason"), max_length=WHY)


class NewProtocolForm(ReasonForm):
    """A new protocol: where it is kept and what it is called."""

    site = forms.ChoiceField(label=_("Site"))
    name = forms.CharField(label=_("Name"), max_length=120)
    field_order = ("site", "name", "reason")

    def __init__(self, *args, sites: Iterable[Site], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site"].choices = [(site.slug, str(site)) for site in sites]


class PackageForm(forms.Form):
    """A package to take over, and where."""

    site = forms.ChoiceField(label=_("Site"))
    file = forms.FileField(label=_("Package"), widget=forms.FileInput(attrs={"accept": ".json"}))
    reason = forms.CharField(label=_("Reason"), max_length=WHY, required=False)

    def __init__(self, *args, sites: Iterable[Site], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site"].choices = [(site.slug, str(site)) for site in sites]


class ReviewForm(ReasonForm):
    """Who is asked to review."""

    reviewers = forms.MultipleChoiceField(
        label=_("Reviewers"), widget=forms.CheckboxSelectMultiple, required=False
    )
    field_order = ("reviewers", "reason")

    def __init__(self, *args, people: Iterable[User], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self._people = {str(person.pk): person for person in people}
        self.fields["reviewers"].choices = [
            (pk, person.get_full_name() or person.get_username())
            for pk, person in self._people.items()
        ]

    def clean_reviewers(self) -> list[User]:
        """Return the people."""
        return [self._people[pk] for pk in self.cleaned_data["reviewers"]]


class SignedForm(ReasonForm):
    """What every signature names: the content that was read."""

    edition = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    sha256 = forms.CharField(widget=forms.HiddenInput, max_length=64)


class ApproveForm(SignedForm):
    """An approval: its meaning is chosen, never given."""

    meaning = forms.ChoiceField(
        label=_("What your signature means"),
        choices=[
            ("", _("Choose …")),
            (Signature.Meaning.APPROVED, _("I have read this version and approve it")),
        ],
    )
    field_order = ("meaning", "reason")


class ActivateForm(SignedForm):
    """Where and from when a version is in force, and what happens to journeys under way."""

    meaning = forms.ChoiceField(
        label=_("What your signature means"),
        choices=[
            ("", _("Choose …")),
            (Signature.Meaning.ACTIVATED, _("I bring this version into force")),
        ],
    )
    site = forms.ChoiceField(label=_("Site"))
    starts_at = forms.DateTimeField(
        label=_("From, on the clock of the site (empty = at once)"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )
    under_way = forms.ChoiceField(
        label=_("Journeys under way"),
        choices=[
            (UnderWay.FINISH, _("finish with the version they follow")),
            (UnderWay.SWITCH, _("switch to this version")),
            (UnderWay.CLINICIAN, _("a clinician decides for each")),
        ],
    )
    field_order = ("site", "starts_at", "under_way", "meaning", "reason")

    def __init__(self, *args, sites: Iterable[Site], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site"].choices = [(site.slug, str(site)) for site in sites]


class CommentForm(forms.Form):
    """A remark on a version or one of its rows."""

    place = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Comment"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 2})
    )
