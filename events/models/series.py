"""A series of editions."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from clusters.models import Organisation
from interface import folding


class Series(models.Model):
    """Events of one kind that follow each other under one name."""

    slug = models.SlugField(max_length=100, unique=True)
    name = models.CharField(max_length=200)
    aim = models.TextField(blank=True)
    organiser = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="series"
    )
    is_demo = models.BooleanField(_("demonstration data"), default=False)
    sort_name = folding.sort_name()
    known_as = folding.known_as("name")

    class Meta:
        ordering = ("sort_name", "pk")
        verbose_name_plural = _("series")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("series-detail", args=[self.slug])
