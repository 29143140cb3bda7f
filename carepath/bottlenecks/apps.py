from django.apps import AppConfig


class BottlenecksConfig(AppConfig):
    name = "carepath.bottlenecks"
    default_auto_field = "django.db.models.BigAutoField"
