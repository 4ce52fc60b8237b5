from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_folded_text'),
        ('archive', '0001_initial'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='award',
            options={'ordering': ('-year', 'sort_name', 'pk')},
        ),
        migrations.AddField(
            model_name='award',
            name='known_as',
            field=models.GeneratedField(db_persist=True, expression=models.Func(models.Value('|'), models.Func(models.F('name'), function='public.folded'), models.Value('|'), arg_joiner=' || ', template='(%(expressions)s)'), output_field=models.TextField(db_collation='C')),
        ),
        migrations.AddField(
            model_name='award',
            name='sort_name',
            field=models.GeneratedField(db_persist=True, expression=models.Func(models.F('name'), function='public.sorted_as'), output_field=models.TextField(db_collation='C')),
        ),
    ]
