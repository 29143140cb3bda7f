"""What programs may ask about the flow of journeys."""

from typing import Any

from django.core.exceptions import ValidationError as Invalid
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from carepath.analysis.civil import PERIODS
from carepath.bottlenecks import forms


class AboutInput(serializers.Serializer):
    """Which log a question is about."""

    source = serializers.CharField(help_text=_("Name of the source."))
    period = serializers.CharField(
        required=False,
        help_text=_(
            "Journeys that opened within it, by the hospital's clock: 2014, 2014-03, 2014-03-09 or "
            "2014-03-09/2014-04-30."
        ),
    )

    def validate_period(self, text: str) -> forms.Days:
        """Return the first and last day of the period."""
        try:
            return forms.days(text)
        except Invalid as error:
            raise ValidationError(error.messages) from error


class VariantsInput(AboutInput):
    """Which variants."""

    folded = serializers.BooleanField(
        default=False,
        help_text=_("Same-instant stages as a set, repeated steps once."),
    )


class MilestonesInput(AboutInput):
    """Which pair of milestones; without one, every declared target.

    `period` may also be day, week, month, weekday or hour: then it means the same as `by`.
    """

    to = serializers.CharField(required=False, help_text=_("Stage that is reached."))
    within_s = serializers.IntegerField(
        required=False, min_value=1, help_text=_("Target time in seconds; else the declared one.")
    )
    by = serializers.CharField(
        required=False,
        help_text=_(
            "Also one answer a group: a case attribute, or day, week, month, weekday or hour of "
            "the first milestone."
        ),
    )

    def get_fields(self) -> dict[str, serializers.Field]:
        """Return the fields; `from` is no name Python allows."""
        fields = super().get_fields()
        fields["from"] = serializers.CharField(
            required=False, help_text=_("Stage from which time is counted.")
        )
        return fields

    def validate_period(self, text: str) -> forms.Days | str:
        """Return the days of the period, or the word that asks for one answer a period."""
        return text if text in PERIODS else super().validate_period(text)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Return the input; a pair has two ends, and a word for the period is a group."""
        if isinstance(attrs.get("period"), str):
            attrs["by"] = attrs.pop("period")
        for one, other in (("from", "to"), ("to", "from")):
            if one in attrs and other not in attrs:
                raise ValidationError({other: [_("Name both ends: from and to.")]})
        for name in ("within_s", "by"):
            if name in attrs and "from" not in attrs:
                sentence = _("It is about one pair: name both its ends, from and to.")
                raise ValidationError({name: [sentence]})
        return attrs
