"""Whom a session visits is asked, as speakers are; so is whom sessions of coming events visit."""

from typing import Any

from django.db import migrations, models
from django.utils import timezone


def ask_visited(apps: Any, schema_editor: Any) -> None:
    """Who agreed to be named as speaker was shown as visited too, and stays; others are asked."""
    visits = apps.get_model("events", "Session").visited.through.objects.all()
    Naming = apps.get_model("events", "Naming")
    known = set(
        apps.get_model("events", "EditionOrganiser")
        .objects.filter(state="accepted")
        .values_list("edition", "organisation")
    )
    agreed = set(Naming.objects.filter(state="accepted").values_list("edition", "organisation"))
    coming = set(
        apps.get_model("events", "Registration")
        .objects.filter(state="approved")
        .values_list("edition", "cluster")
    )
    rows = visits.filter(session__edition__is_recorded=False)
    rows = rows.exclude(session__edition__owner=models.F("organisation"))
    pairs = rows.values_list("session__edition", "session__edition__state", "organisation")
    Naming.objects.bulk_create(
        Naming(
            edition_id=edition,
            organisation_id=body,
            role="visited",
            state="accepted" if (edition, body) in agreed else "asked",
            asked_at=timezone.now(),
        )
        for edition, state, body in sorted(set(pairs))
        if (edition, body) in agreed
        or state not in ("finished", "cancelled")
        and (edition, body) not in known | coming
    )


def forget_visited(apps: Any, schema_editor: Any) -> None:
    apps.get_model("events", "Naming").objects.filter(role="visited").delete()


class Migration(migrations.Migration):

    dependencies = [
        ("events", "0037_held_roles"),
    ]

    operations = [
        migrations.AlterField(
            model_name="naming",
            name="role",
            field=models.CharField(choices=[("speaker", "Speaker"), ("delegation", "Delegation"), ("visited", "Visited")], max_length=10),
        ),
        migrations.RemoveConstraint(model_name="naming", name="naming_role_known"),
        migrations.AddConstraint(
            model_name="naming",
            constraint=models.CheckConstraint(condition=models.Q(("role__in", ["speaker", "delegation", "visited"])), name="naming_role_known"),
        ),
        migrations.RunPython(ask_visited, forget_visited, elidable=False),
    ]
