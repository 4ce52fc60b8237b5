"""The wiring: settings, addresses, Celery, WSGI."""

from clustermeet.celery import app as celery_app

__all__ = ["celery_app"]
