"""What the register's files hold, as last loaded."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class RegisterEntry(models.Model):
    """One row that `load_register` keeps, and the values that its file gave last.

    With them the loader tells what a file changed from what a person changed here, and knows
    which rows it may remove.
    """

    not_logged: ClassVar[str] = "what the loader keeps of its files; the rows it makes are logged"

    kind = models.CharField(max_length=30)
    key = models.CharField(max_length=700)
    file = models.CharField(max_length=200)
    object_id = models.PositiveBigIntegerField()
    content = models.JSONField()
    loaded_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("kind", "key")
        verbose_name_plural = _("register entries")
        constraints = (models.UniqueConstraint(fields=("kind", "key"), name="register_entry_once"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
