"""Members of a body that holds events have roles; whoever is one already owns it."""

from django.conf import settings
from django.db import migrations, models

ORGANISING = ("authority", "agency", "federation", "european_institution")
ROLES = [
    ('owner', 'Owner'),
    ('planner', 'Planner'),
    ('reception', 'Reception'),
    ('viewer', 'Viewer'),
]
KNOWN = models.Q(role__in=['owner', 'planner', 'reception', 'viewer'])


def keep_owners(apps, schema_editor):
    """Owners stay owners, and so becomes every member of an organising body."""
    memberships = apps.get_model("clusters", "Membership").objects
    owning = models.Q(is_owner=True) | models.Q(organisation__kind__in=ORGANISING)
    memberships.filter(owning).update(role="owner")
    former = apps.get_model("clusters", "FormerMembership").objects
    former.filter(was_owner=True).update(role="owner")


def keep_flags(apps, schema_editor):
    apps.get_model("clusters", "Membership").objects.filter(role="owner").update(is_owner=True)
    former = apps.get_model("clusters", "FormerMembership").objects
    former.filter(role="owner").update(was_owner=True)


class Migration(migrations.Migration):

    dependencies = [
        ('clusters', '0008_profile'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='membership',
            name='role',
            field=models.CharField(choices=ROLES, default='planner', max_length=9, verbose_name='role'),
        ),
        migrations.AddField(
            model_name='membership',
            name='version',
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='formermembership',
            name='role',
            field=models.CharField(choices=ROLES, default='planner', max_length=9),
        ),
        migrations.AddField(
            model_name='invitation',
            name='role',
            field=models.CharField(choices=ROLES, default='planner', max_length=9, verbose_name='role'),
        ),
        migrations.RunPython(keep_owners, keep_flags),
        migrations.RemoveField(model_name='membership', name='is_owner'),
        migrations.RemoveField(model_name='formermembership', name='was_owner'),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=KNOWN, name='membership_role_known'),
        ),
        migrations.AddConstraint(
            model_name='formermembership',
            constraint=models.CheckConstraint(condition=KNOWN, name='formermembership_role_known'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=KNOWN, name='invitation_role_known'),
        ),
    ]
