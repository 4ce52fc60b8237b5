"""The organiser's windows, tables and requests."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
