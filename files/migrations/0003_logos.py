"""A file may be a logo, which everybody sees."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('files', '0002_questions'),
    ]

    operations = [
        migrations.AlterField(
            model_name='storedfile',
            name='purpose',
            field=models.CharField(choices=[('import', 'a list to import'), ('export', 'tables that were taken along'), ('answer', 'what a cluster hands in with its registration'), ('logo', 'the logo of an organisation')], max_length=10),
        ),
        migrations.AlterField(
            model_name='storedfile',
            name='readers',
            field=models.CharField(choices=[('owner', 'its owner alone'), ('organisers', 'those who organise what it is about'), ('everybody', 'everybody')], max_length=10),
        ),
    ]
