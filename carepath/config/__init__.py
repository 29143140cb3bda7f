"""Settings, root URLs and the Celery app: the only place that knows every storey."""

from carepath.config.celery import app

__all__ = ["app"]  # loaded with the settings, so that every door sends its wake-ups to our broker
