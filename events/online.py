"""The addresses of online meetings: what an organiser's pattern looks like, and what it yields."""

from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

# Stands in a pattern for what nobody can guess.
SECRET = "{secret}"  # noqa: S105 - it stands for one
_is_address = URLValidator(schemes=["https"])


def is_online_pattern(value: str) -> None:
    """Refuses what yields no https address, or none of its own for each meeting."""
    if not value.startswith("https://"):
        raise ValidationError(_("Enter an address that begins with https://."))
    if value.count(SECRET) != 1:
        raise ValidationError(
            _("Write %(mark)s once, where each address has a part of its own."),
            params={"mark": SECRET},
        )
    try:
        _is_address(address_by(value, "a"))
        parts = urlsplit(value)
    except (ValidationError, ValueError) as error:
        raise ValidationError(
            _("This is no address. Enter one such as https://meet.example.org/{secret}.")
        ) from error
    if SECRET in parts.netloc or "@" in parts.netloc:
        raise ValidationError(
            _("Write %(mark)s after the name of the server, and no user name or password."),
            params={"mark": SECRET},
        )


def address_by(pattern: str, secret: str) -> str:
    """The address of one meeting; empty without a pattern."""
    return pattern.replace(SECRET, secret)
