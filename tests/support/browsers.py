"""Browsers of people who are signed in."""

from django.test import Client

from accounts.models import User


def signed_in(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser
