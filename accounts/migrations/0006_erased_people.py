import django.contrib.postgres.functions
from django.db import migrations, models

# Whoever held the person's row in hand when it was erased cannot write it back.
KEEP = """
CREATE FUNCTION accounts_keep_erased() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RETURN OLD;
END $$;
CREATE TRIGGER accounts_user_stays_erased BEFORE UPDATE ON accounts_user
    FOR EACH ROW WHEN (OLD.erased_at IS NOT NULL) EXECUTE FUNCTION accounts_keep_erased();
"""
RELEASE = """
DROP TRIGGER accounts_user_stays_erased ON accounts_user;
DROP FUNCTION accounts_keep_erased();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0005_counts'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='subject',
            field=models.UUIDField(db_default=django.contrib.postgres.functions.RandomUUID(), editable=False, unique=True),
        ),
        migrations.AddField(
            model_name='user',
            name='erased_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.CheckConstraint(condition=models.Q(('erased_at__isnull', True), ('is_active', False), _connector='OR'), name='user_erased_is_not_active'),
        ),
        migrations.RunSQL(KEEP, RELEASE),
    ]
