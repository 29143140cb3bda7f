from django.apps import AppConfig


class ProtocolsConfig(AppConfig):
    name = "carepath.protocols"
    default_auto_field = "django.db.models.BigAutoField"
