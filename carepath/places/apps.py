from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "carepath.places"
    default_auto_field = "django.db.models.BigAutoField"
