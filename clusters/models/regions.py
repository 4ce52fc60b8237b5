"""Regions by NUTS code, and the partnerships that regions form."""

from collections.abc import Iterable
from typing import Any, Self

from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from clusters.models.sources import Fact
from interface import folding

nuts_code = RegexValidator(
    r"^[A-Z]{2}[0-9A-Z]{0,3}$",
    _("A region code is two capital letters and up to three more signs."),
)


# Where NUTS and ISO 3166-1 name a country differently.
ISO_OF_NUTS = {"EL": "GR", "UK": "GB"}
NUTS_OF_ISO = {iso: nuts for nuts, iso in ISO_OF_NUTS.items()}


def nuts_country(iso: str) -> str:
    """The NUTS code of a country from its ISO 3166-1 code."""
    return NUTS_OF_ISO.get(iso, iso)


class RegionQuerySet(models.QuerySet["Region"]):
    def to_choose(self) -> Self:
        """Each territory once: a country, not its only region of the same name.

        Below countries it is the lowest level that stands for a name: ES70, not ES7.
        """
        alike = Region.objects.filter(parent=OuterRef("pk"), name=OuterRef("name"))
        is_country = Q(level=1, parent__name=F("name")) | Q(level=2, parent__parent__name=F("name"))
        return self.exclude(is_country).exclude(Q(level=1) & Exists(alike))

    def with_their_countries(self, codes: Iterable[str]) -> Self:
        """The regions with these codes, and the countries that they lie in."""
        own = set(codes)
        return self.filter(code__in=own | {code[:2] for code in own})


class Region(models.Model):
    """A statistical region. A code is a prefix of its children's codes."""

    class Scheme(models.TextChoices):
        NUTS = "nuts", _("NUTS")
        EFTA = "efta", _("EFTA statistical region")
        CANDIDATE = "candidate", _("Statistical region of a candidate country")

    code = models.CharField(max_length=5, unique=True, validators=[nuts_code])
    scheme = models.CharField(max_length=9, choices=Scheme.choices, default=Scheme.NUTS)
    level = models.PositiveSmallIntegerField(validators=[MaxValueValidator(3)])
    nuts_version = models.PositiveSmallIntegerField(
        default=2024, help_text=_("The year of the classification that this code is taken from.")
    )
    name = models.CharField(max_length=100)
    local_name = models.CharField(max_length=100, blank=True)
    local_language = models.CharField(max_length=10, blank=True, help_text=_("BCP 47, such as ca."))
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    latitude = models.DecimalField(max_digits=6, decimal_places=3, null=True, blank=True)
    longitude = models.DecimalField(max_digits=6, decimal_places=3, null=True, blank=True)
    note = models.TextField(blank=True)
    sort_name = folding.sort_name()
    known_as = folding.known_as("name", "local_name")

    objects = RegionQuerySet.as_manager()

    class Meta:
        ordering = ("sort_name", "pk")
        indexes = (folding.names_index("region_known_as"),)
        constraints = (
            models.CheckConstraint(condition=Q(level__lte=3), name="region_level_to_3"),
            models.CheckConstraint(
                condition=Q(code__regex=r"^[A-Z]{2}[0-9A-Z]{0,3}$"), name="region_code_is_nuts"
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="region_place_is_on_earth",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="region_not_own_parent"
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("region-detail", args=[self.code])

    @property
    def country_code(self) -> str:
        """NUTS country code: two letters, `EL` for Greece."""
        return self.code[:2]

    @property
    def iso_country_code(self) -> str:
        """ISO 3166-1 country code: two letters, `GR` for Greece."""
        return ISO_OF_NUTS.get(self.country_code, self.country_code)


class RegionFact(Fact):
    subject = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="facts")


class RegionFormerCode(models.Model):
    """A code that a region had in an earlier NUTS version."""

    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="former_codes")
    code = models.CharField(max_length=5, validators=[nuts_code])
    nuts_version = models.PositiveSmallIntegerField(help_text=_("The last version with this code."))

    class Meta:
        ordering = ("code",)
        constraints = (models.UniqueConstraint(fields=("code",), name="former_code_once"),)

    def __str__(self) -> str:
        return self.code


class RegionName(models.Model):
    """Another name by which a region is known, beside its own two: Baviera, Basque Country.

    `language` says in which one; a name that belongs to none, such as one that people use without
    its being official, leaves it empty.
    """

    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="names")
    language = models.CharField(max_length=10, blank=True, help_text=_("BCP 47, such as ca."))
    name = models.CharField(max_length=100)
    known_as = folding.known_as("name")

    class Meta:
        ordering = ("language", "name")
        indexes = (folding.names_index("regionname_known_as"),)
        constraints = (
            models.UniqueConstraint(fields=("region", "language", "name"), name="region_name_once"),
            models.CheckConstraint(condition=~Q(name=""), name="region_name_says_something"),
        )

    def __str__(self) -> str:
        return self.name


class SmallRegion(models.Model):
    """A unit of level 3 within a region, such as Barcelona in Catalonia.

    Nothing belongs to it; whoever looks for it finds the region.
    """

    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="small_regions")
    code = models.CharField(max_length=5, unique=True, validators=[nuts_code])
    name = models.CharField(max_length=100, help_text=_("As its country writes it."))
    latin_name = models.CharField(
        max_length=100, blank=True, help_text=_("In Latin letters, where the name has others.")
    )
    known_as = folding.known_as("name", "latin_name")

    class Meta:
        ordering = ("code",)
        indexes = (folding.names_index("smallregion_known_as"),)
        constraints = (
            models.CheckConstraint(condition=~Q(name=""), name="small_region_has_a_name"),
        )

    def __str__(self) -> str:
        return self.name


class RegionPartnership(models.Model):
    """Regions that work together under a name, such as the Four Motors for Europe."""

    slug = models.SlugField(max_length=100, unique=True)
    name = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    regions: "models.ManyToManyField[Region, Any]" = models.ManyToManyField(
        Region, related_name="partnerships"
    )
    sort_name = folding.sort_name()
    known_as = folding.known_as("name")

    class Meta:
        ordering = ("sort_name", "pk")

    def __str__(self) -> str:
        return self.name


class RegionPartnershipFact(Fact):
    subject = models.ForeignKey(RegionPartnership, on_delete=models.CASCADE, related_name="facts")
