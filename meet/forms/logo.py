"""A picture that becomes a logo."""

from django import forms
from django.utils.translation import gettext_lazy as _


class LogoForm(forms.Form):
    file = forms.FileField(
        label=_("Picture"),
        help_text=_(
            "PNG or JPEG, at most 10 MB. It is drawn anew, at most 480 pixels wide and high."
        ),
        widget=forms.FileInput(attrs={"accept": ".png,.jpg,.jpeg"}),
        error_messages={
            "required": _("Choose a picture."),
            "empty": _("This file is empty."),
        },
    )
