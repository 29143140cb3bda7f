"""Levels, numbers of parameters and alerts as people read them."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carepath.accounts.roles import Role
from carepath.frames.definitions import REGISTER
from carepath.frames.definitions.register import HOURS, SHARE
from carepath.frames.huddles import Picture
from carepath.ui import icons, words

register = template.Library()
LIKELY = 0.5
"""A chance from which a shortage goes before what is there now."""
LOOKS = (
    ("circle-question-mark", ""),
    ("circle-check", "cp-calm"),
    ("circle-alert", "cp-watch"),
    ("triangle-alert", "cp-high"),
    ("octagon-alert", "cp-critical"),
)
"""Icon and colour of each level; 0 = unknown is grey, never green."""


@register.filter
def level(number: int) -> SafeString:
    """Return a level as icon and word."""
    icon, look = LOOKS[number]
    picture = SafeString(icons.svg(icon, 13))  # noqa: S308 - of the package, without text
    return format_html('<span class="cp-badge {}">{}{}</span>', look, picture, level_name(number))


@register.filter
def level_name(number: int) -> str:
    """Return what people call a level."""
    return _("Level %(n)s") % {"n": number} if number else _("Level unknown")


@register.filter
def pressure(value: float | None, key: str) -> str:
    """Return a value of a parameter with its unit ("92 %", "3.4 h", "12")."""
    if value is None or value != value:
        return words.EMPTY
    if key == "level":
        return level_name(int(value))
    unit = REGISTER[key].unit
    if unit == SHARE:
        return words.share(value, 100, 0 if value == round(value) else 1)
    if unit == HOURS:
        return _("%(n)s h") % {"n": words.number(value, 1)}
    return words.number(value, 0)


@register.filter
def parameter(key: str) -> str:
    """Return the title of a parameter."""
    return _(REGISTER[key].title)


@register.filter
def role(name: str) -> str:
    """Return the printed name of a role."""
    return str(Role[name].value.title)


@register.filter
def change(n: int | None) -> str:
    """Return how many more there are than before ("+3", "−2", "="), "–" where it is not known."""
    if n is None:
        return words.EMPTY
    return f"{n:+d}".replace("-", "−") if n else "="


@register.filter
def headline(picture: Picture, zone: str) -> str:
    """Return what a huddle looked at in one line: its level and one number, beds that are likely to
    be short if there are any, else those available."""
    found = picture.short
    if found is not None and found.chance >= LIKELY:
        text = ngettext(
            "%(level)s: %(n)s bed short by %(at)s, %(chance)s likely: %(unit)s",
            "%(level)s: %(n)s beds short by %(at)s, %(chance)s likely: %(unit)s",
            found.beds,
        )
        at = words.clock_text(found.at, zone)[-5:]
        said = {"n": found.beds, "at": at, "chance": words.share(found.chance, 1)}
        return text % (said | {"level": level_name(picture.level or 0), "unit": found.unit})
    text = _("%(level)s: %(n)s of %(staffed)s staffed beds available")
    said = {"n": picture.available, "staffed": picture.staffed}
    return text % (said | {"level": level_name(picture.level or 0)})


@register.filter
def with_roles(text: str) -> str:
    """Return a text with each role by its printed name."""
    for one in Role:
        text = text.replace(one.name, str(one.value.title))
    return text
