"""Every read about places."""

from carepath.places.models import Site


def site_choices() -> list[tuple[str, str]]:
    """Return (slug, name) of each site by name, for forms."""
    return list(Site.objects.order_by("name").values_list("slug", "name"))
