"""Passkeys as they are kept: one that cannot be read any more keeps nobody from the others."""

from typing import Any

from allauth.mfa.webauthn.internal import auth
from django.utils.translation import gettext as _


class _Nothing:
    """Stands for what a passkey that cannot be read would say; it fits no answer of a device."""

    credential_data: "_Nothing"
    credential_id = b""

    def __bool__(self) -> bool:
        return False


NOTHING = _Nothing()
NOTHING.credential_data = NOTHING


class Passkey(auth.WebAuthn):  # type: ignore[misc]
    """allauth's, but for rows whose data are not what it writes: they are listed and removed."""

    @property
    def _data(self) -> dict[str, Any]:
        data = self.instance.data
        return data if isinstance(data, dict) else {}

    @property
    def name(self) -> str:
        return str(self._data.get("name") or _("A passkey that cannot be read"))

    @name.setter
    def name(self, name: str) -> None:
        self.instance.data = {**self._data, "name": name}

    @property
    def authenticator_data(self) -> Any:
        try:
            return super().authenticator_data
        except Exception:  # noqa: BLE001 - whatever stands there, and however reading it fails
            return NOTHING

    @property
    def is_passwordless(self) -> bool:
        try:
            return bool(super().is_passwordless)
        except AttributeError:
            return False

    @property
    def is_readable(self) -> bool:
        return self.authenticator_data is not NOTHING


def install() -> None:
    """allauth looks its class up by this name, and has no setting for another."""
    auth.WebAuthn = Passkey
