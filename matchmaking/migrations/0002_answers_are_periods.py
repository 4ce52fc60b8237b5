"""What a cluster said of a slot, and what it was asked for, become times: slots come and go."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import OuterRef, Subquery

BOUNDED = models.Q(
    period__isempty=False, period__startswith__isnull=False, period__endswith__isnull=False
)


def carry_over(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    slots = apps.get_model("matchmaking", "Slot").objects.filter(pk=OuterRef("slot"))
    for name in ("Unavailability", "AvailabilityAsk"):
        rows = apps.get_model("matchmaking", name).objects
        rows.update(period=Subquery(slots.values("period")))


def period(*, null: bool) -> django.contrib.postgres.fields.ranges.DateTimeRangeField:
    return django.contrib.postgres.fields.ranges.DateTimeRangeField(null=null)


class Migration(migrations.Migration):
    dependencies = (("matchmaking", "0001_initial"),)

    operations = (
        migrations.AddField("unavailability", "period", period(null=True)),
        migrations.AddField("availabilityask", "period", period(null=True)),
        migrations.RunPython(carry_over, elidable=False),
        # The rows' pending checks are settled before their table changes.
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", "SELECT 1"),
        migrations.RemoveConstraint("unavailability", "unavailable_once"),
        migrations.RemoveConstraint("availabilityask", "ask_open_once"),
        migrations.AlterField("unavailability", "period", period(null=False)),
        migrations.AlterField("availabilityask", "period", period(null=False)),
        migrations.AlterModelOptions(
            "unavailability",
            {"ordering": ("period",), "verbose_name_plural": "unavailabilities"},
        ),
        migrations.AlterModelOptions("availabilityask", {"ordering": ("period", "pk")}),
        migrations.RemoveField("unavailability", "slot"),
        migrations.RemoveField("availabilityask", "slot"),
        migrations.AddConstraint(
            "unavailability",
            models.CheckConstraint(condition=BOUNDED, name="unavailability_is_bounded"),
        ),
        migrations.AddConstraint(
            "unavailability",
            django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[("registration", "="), ("period", "&&")], name="unavailable_once"
            ),
        ),
        migrations.AddConstraint(
            "availabilityask",
            models.UniqueConstraint(
                condition=models.Q(state="open"),
                fields=("registration", "period"),
                name="ask_open_once",
            ),
        ),
        migrations.AddConstraint(
            "availabilityask", models.CheckConstraint(condition=BOUNDED, name="ask_is_bounded")
        ),
    )
