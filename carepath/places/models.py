"""Sites and their units."""

from django.db import models


class Site(models.Model):
    """A hospital or clinic with its own clock; people see only the sites they hold a role at."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    timezone = models.CharField(max_length=60, default="UTC")
    synthetic = models.BooleanField(default=False)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Unit(models.Model):
    """A place within a site where patients are: a department, a ward, a clinic."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="units")
    code = models.CharField(max_length=80)
    name = models.CharField(max_length=120)

    class Meta:
        ordering = ["site", "code"]
        constraints = [
            models.UniqueConstraint(fields=["site", "code"], name="places_unit_once_per_site")
        ]

    def __str__(self) -> str:
        return self.name or self.code
