from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "carepath.ui"
    default_auto_field = "django.db.models.BigAutoField"
