from django.apps import AppConfig


class ComplianceConfig(AppConfig):
    name = "carepath.compliance"
    default_auto_field = "django.db.models.BigAutoField"
