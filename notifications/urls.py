"""Addresses of this app: for other machines, not for people."""

from django.urls import path

from notifications import views

urlpatterns = [path("mail/bounces/", views.bounce, name="mail-bounce")]
