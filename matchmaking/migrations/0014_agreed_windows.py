"""In which windows the two of a request agreed to meet."""

import django.db.models.deletion
from django.db import migrations, models

from privacy.log.operations import LogTable


class Migration(migrations.Migration):

    dependencies = [
        ('matchmaking', '0013_who_meets_whom'),
        ('privacy', '0001_log'),
    ]

    operations = [
        migrations.CreateModel(
            name='RequestWindow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='windows', to='matchmaking.meetingrequest')),
                ('window', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='agreed_for', to='matchmaking.meetingwindow')),
            ],
            options={
                'ordering': ('window__period', 'pk'),
            },
        ),
        migrations.AddConstraint(
            model_name='requestwindow',
            constraint=models.UniqueConstraint(fields=('request', 'window'), name='request_window_once'),
        ),
        LogTable('matchmaking.RequestWindow'),
    ]
