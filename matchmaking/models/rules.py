"""Who may meet whom at an edition: groups, the table of pairs of groups, and two who never do."""

from django.db import models
from django.db.models import F, Q

from events.models import Edition, Registration
from interface import folding


class ClusterGroup(models.Model):
    """Clusters of one kind at an edition, such as buyers. A cluster may be in several, or in none.

    Two clusters that are in groups may meet where one group of each is permitted with the other.
    """

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="groups")
    name = models.CharField(max_length=100)
    sort_name = folding.sort_name()

    class Meta:
        ordering = ("sort_name", "pk")
        constraints = (models.UniqueConstraint(fields=("edition", "name"), name="group_name_once"),)

    def __str__(self) -> str:
        return self.name


class GroupMember(models.Model):
    """A registration in a group of its edition."""

    group = models.ForeignKey(ClusterGroup, on_delete=models.CASCADE, related_name="members")
    registration = models.ForeignKey(
        Registration, on_delete=models.CASCADE, related_name="memberships"
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("group", "registration"), name="group_member_once"),
        )

    def __str__(self) -> str:
        return f"registration {self.registration_id} in group {self.group_id}"


class GroupPair(models.Model):
    """Clusters of these two groups may meet; both are one for meetings within a group."""

    first = models.ForeignKey(ClusterGroup, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(ClusterGroup, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("first", "second"), name="group_pair_once"),
            models.CheckConstraint(condition=Q(first__lte=F("second")), name="group_pair_in_order"),
        )

    def __str__(self) -> str:
        return f"groups {self.first_id} and {self.second_id}"


class BarredPair(models.Model):
    """Two registrations of an edition that never meet."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="barred_pairs")
    first = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("first", "second"), name="barred_pair_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="barred_pair_in_order"),
        )

    def __str__(self) -> str:
        return f"registrations {self.first_id} and {self.second_id}"
