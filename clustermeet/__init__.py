"""The wiring: settings, addresses, Celery, WSGI.

This room owns what is set once for the whole site, and in which order apps, middleware and
addresses stand. It may name every app and must not know what any of them is about: no model, rule
or sentence lives here.
"""
