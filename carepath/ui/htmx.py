"""Which template answers: the whole page, or only its part for a request that htmx made."""

from django.http import HttpRequest


def page_or_part(request: HttpRequest, template: str, part: str) -> str:
    """Return `template`, or `template#part` when htmx asks to replace only that part."""
    asked = getattr(request, "htmx", None)
    if not asked or asked.boosted or asked.history_restore_request:
        return template
    return f"{template}#{part}"
