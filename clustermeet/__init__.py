"""The wiring: settings, addresses, Celery, WSGI."""
