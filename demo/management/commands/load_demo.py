"""`manage.py load_demo`: the demonstration's event, and who can sign in to it."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from demo.load import load
from demo.people import PASSWORD, SIGN_INS


class Command(BaseCommand):
    help = "Load the demonstration's event once, and print who can sign in."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Demonstration data is for the demonstration: set DEMO=1.")
        load(now=timezone.now())
        width = max(len(role) for role, _ in SIGN_INS)
        self.stdout.write("Sign in as:")
        for role, email in SIGN_INS:
            self.stdout.write(f"  {role:<{width}}  {email}")
        self.stdout.write(f"with the password {PASSWORD}")
