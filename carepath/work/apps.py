from django.apps import AppConfig


class WorkConfig(AppConfig):
    name = "carepath.work"
    default_auto_field = "django.db.models.BigAutoField"
