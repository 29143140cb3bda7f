"""The Celery app. A message only says "look now": the rows are the truth."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "carepath.config.settings")
app = Celery("carepath")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# What waited longer than the next one says nothing any more.
app.conf.beat_schedule = {
    "pulse": {"task": "carepath.work.tasks.pulse", "schedule": 5.0, "options": {"expires": 5}},
    "look": {"task": "carepath.work.tasks.look", "schedule": 10.0, "options": {"expires": 10}},
}
