"""A file is a row, its content beside it in parts: a backup has it, and erasing takes it."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

PART_BYTES = 256 * 1024


class StoredFile(models.Model):
    """A file of somebody's: for its owner, all who organise what it is `about`, or everybody.

    `about` names a thing without knowing its model (`edition:12`). After `delete_after` the file
    goes; without it the file stays as long as whatever refers to it.
    """

    log_without: ClassVar[tuple[str, ...]] = ("name",)

    class Kind(models.TextChoices):
        """What the content is, told by itself and not by the name."""

        PDF = "application/pdf", _("PDF")
        PNG = "image/png", _("PNG picture")
        JPEG = "image/jpeg", _("JPEG picture")
        CSV = "text/csv", _("CSV")
        XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _("XLSX")
        # Made by the site alone.
        ZIP = "application/zip", _("ZIP archive")

    class Purpose(models.TextChoices):
        IMPORT = "import", _("a list to import")
        EXPORT = "export", _("tables that were taken along")
        ANSWER = "answer", _("what a cluster hands in with its registration")
        LOGO = "logo", _("the logo of an organisation")

    class Readers(models.TextChoices):
        OWNER = "owner", _("its owner alone")
        ORGANISERS = "organisers", _("those who organise what it is about")
        EVERYBODY = "everybody", _("everybody")

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="files"
    )
    about = models.CharField(max_length=100, blank=True)
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    readers = models.CharField(max_length=10, choices=Readers.choices)
    kind = models.CharField(max_length=80, choices=Kind.choices)
    name = models.CharField(max_length=150)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    stored_at = models.DateTimeField()
    delete_after = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-stored_at", "-pk")
        indexes = (
            models.Index(
                fields=("delete_after",),
                condition=Q(delete_after__isnull=False),
                name="file_delete_after",
            ),
            models.Index(fields=("about", "purpose"), name="file_about"),
        )
        constraints = (
            models.CheckConstraint(condition=~Q(name=""), name="file_has_name"),
            models.CheckConstraint(
                condition=Q(readers="owner") | ~Q(about=""), name="file_readers_know_about"
            ),
        )

    def __str__(self) -> str:
        return f"file {self.key}"


class FilePart(models.Model):
    """A part of a file's content, at most `PART_BYTES` long."""

    not_logged: ClassVar[str] = "is the content of a file, which ends with it"

    file = models.ForeignKey(StoredFile, on_delete=models.CASCADE, related_name="parts")
    position = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta:
        ordering = ("position",)
        constraints = (models.UniqueConstraint(fields=("file", "position"), name="file_part_once"),)

    def __str__(self) -> str:
        return f"part {self.position} of file {self.file_id}"
