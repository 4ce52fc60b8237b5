"""Texts of any record in other languages."""

from django.db import migrations, models

from privacy.log.operations import LogTable


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('privacy', '0001_log'),
    ]

    operations = [
        migrations.CreateModel(
            name='Translation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('model', models.CharField(max_length=60)),
                ('record', models.BigIntegerField()),
                ('field', models.CharField(max_length=60)),
                ('language', models.CharField(max_length=10)),
                ('is_original', models.BooleanField(default=False)),
                ('text', models.TextField(blank=True)),
                ('made_of', models.CharField(blank=True, max_length=32)),
                ('about', models.CharField(max_length=60)),
            ],
            options={
                'ordering': ('model', 'record', 'field', 'language'),
                'indexes': [models.Index(fields=['about'], name='translation_about')],
                'constraints': [models.UniqueConstraint(fields=('model', 'record', 'field', 'language'), name='translation_once'), models.UniqueConstraint(condition=models.Q(('is_original', True)), fields=('model', 'record', 'field'), name='translation_one_original'), models.CheckConstraint(condition=models.Q(models.Q(('is_original', True), ('made_of', ''), ('text', '')), models.Q(('is_original', False), models.Q(('text', ''), _negated=True), models.Q(('made_of', ''), _negated=True)), _connector='OR'), name='translation_text_or_original')],
            },
        ),
        LogTable('translations.Translation', about='about'),
    ]
