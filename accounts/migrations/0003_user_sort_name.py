import django.db.models.functions.comparison
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_folded_text'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='user',
            options={'ordering': ('sort_name', 'pk')},
        ),
        migrations.AddField(
            model_name='user',
            name='sort_name',
            field=models.GeneratedField(db_persist=True, expression=models.Func(django.db.models.functions.comparison.Coalesce(django.db.models.functions.comparison.NullIf('name', models.Value('')), 'email'), function='public.sorted_as'), output_field=models.TextField(db_collation='C')),
        ),
    ]
