"""The table in which limits on repeated acts are counted (clustermeet.cache)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_came_for")]

    operations = [
        migrations.RunSQL(
            """
            CREATE TABLE counts (
                cache_key varchar(255) NOT NULL PRIMARY KEY,
                value text NOT NULL,
                expires timestamp with time zone NOT NULL
            );
            CREATE INDEX counts_expires ON counts (expires);
            """,
            "DROP TABLE counts",
        )
    ]
