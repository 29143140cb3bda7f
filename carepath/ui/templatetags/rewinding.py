"""The bar that winds a page back, and the banner of a page that was wound back."""

from typing import Any

from django import template
from django.template import Context

from carepath.ui.rewind import THEN, Rewind

register = template.Library()
MOMENT = ("at", "known_at", "back", "knowledge", "after", "seen")
"""What an address says of the moment shown; the rest is what the page is about, and stays."""


@register.inclusion_tag("components/rewind.html", takes_context=True)
def rewind_bar(context: Context, rewind: Rewind) -> dict[str, Any]:
    """Draw slider and links; without script the slider is sent by its button."""
    return _about(context, rewind) | {"then": THEN}


@register.inclusion_tag("components/rewound.html", takes_context=True)
def rewound(context: Context, rewind: Rewind) -> dict[str, Any]:
    """Say which moment the page shows, and the way back to now; nothing where it is now."""
    return _about(context, rewind)


def _about(context: Context, rewind: Rewind) -> dict[str, Any]:
    request = context["request"]
    kept = [(name, value) for name, value in request.GET.items() if name not in MOMENT]
    return {"request": request, "rewind": rewind, "kept": kept}
