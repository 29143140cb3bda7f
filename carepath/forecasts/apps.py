from django.apps import AppConfig


class ForecastsConfig(AppConfig):
    name = "carepath.forecasts"
    default_auto_field = "django.db.models.BigAutoField"
