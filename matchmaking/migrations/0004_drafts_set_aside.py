"""Former drafts are set aside: a state of their own, one draft an edition."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F, Max, Q
from django.db.models.functions import Coalesce, Now

UNPUBLISHED = ("draft", "set_aside")


def set_aside(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """All drafts but the newest that stands, where it is newer than what is published."""
    versions = apps.get_model("matchmaking", "ScheduleVersion").objects
    standing = versions.filter(state__in=("draft", "published"), set_aside_at=None)
    newest = standing.values("edition").annotate(last=Max("number")).order_by()
    kept = Q(pk=0)
    for row in newest:
        kept |= Q(edition=row["edition"], number=row["last"])
    versions.filter(state="draft").exclude(kept).update(
        state="set_aside", set_aside_at=Coalesce(F("set_aside_at"), Now())
    )


class Migration(migrations.Migration):
    dependencies = (("matchmaking", "0003_cancelled_meetings"),)

    operations = (
        migrations.RemoveConstraint("scheduleversion", "version_state_known"),
        migrations.RemoveConstraint("scheduleversion", "version_published_has_instant"),
        migrations.RemoveConstraint("scheduleversion", "version_discarded_is_draft"),
        migrations.RenameField("scheduleversion", "discarded_at", "set_aside_at"),
        migrations.AlterField(
            "scheduleversion",
            "state",
            models.CharField(
                choices=[
                    ("draft", "Draft"),
                    ("set_aside", "Set aside"),
                    ("published", "Published"),
                    ("replaced", "Replaced"),
                ],
                default="draft",
                max_length=10,
            ),
        ),
        migrations.RunPython(set_aside, elidable=False),
        # The rows' pending checks are settled before their table changes.
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", "SELECT 1"),
        migrations.AddConstraint(
            "scheduleversion",
            models.UniqueConstraint(
                condition=Q(state="draft"), fields=("edition",), name="version_draft_once"
            ),
        ),
        migrations.AddConstraint(
            "scheduleversion",
            models.CheckConstraint(
                condition=Q(state__in=[*UNPUBLISHED, "published", "replaced"]),
                name="version_state_known",
            ),
        ),
        migrations.AddConstraint(
            "scheduleversion",
            models.CheckConstraint(
                condition=Q(state__in=[*UNPUBLISHED], published_at__isnull=True)
                | (~Q(state__in=[*UNPUBLISHED]) & Q(published_at__isnull=False)),
                name="version_published_has_instant",
            ),
        ),
        migrations.AddConstraint(
            "scheduleversion",
            models.CheckConstraint(
                condition=Q(state="set_aside", set_aside_at__isnull=False)
                | (~Q(state="set_aside") & Q(set_aside_at__isnull=True)),
                name="version_set_aside_has_instant",
            ),
        ),
    )
