"""The organiser's runs and schedule."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
