"""The Celery application: wake-ups travel here, truth stays in Postgres."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clustermeet.settings")

app = Celery("clustermeet")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
