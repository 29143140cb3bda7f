from django.apps import AppConfig


class IngestionConfig(AppConfig):
    name = "carepath.ingestion"
    default_auto_field = "django.db.models.BigAutoField"
