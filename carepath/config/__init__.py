"""Settings, root URLs and the Celery app: the only place that knows every storey."""
