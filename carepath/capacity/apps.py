from django.apps import AppConfig


class CapacityConfig(AppConfig):
    name = "carepath.capacity"
    default_auto_field = "django.db.models.BigAutoField"
