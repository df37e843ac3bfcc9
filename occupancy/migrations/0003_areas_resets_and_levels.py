"""What sets an area right, and how full it is held to be."""

import datetime
import django.db.models.deletion
import factory.core.clock
import occupancy.areas
from django.db import migrations, models


def keep_what_was_meant(apps, schema_editor):
    apps.get_model("occupancy", "Area").objects.filter(reset_time=None).update(reset_by="never")


class Migration(migrations.Migration):

    dependencies = [
        ('occupancy', '0002_beat_rows'),
        ('sites', '0002_default_site'),
    ]

    operations = [
        migrations.CreateModel(
            name='AreaLevel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.CharField(choices=[('ok', 'Ok'), ('warn', 'Warn'), ('full', 'Full'), ('unlimited', 'Unlimited')], default=occupancy.areas.Level['OK'], max_length=9)),
                ('since', models.DateTimeField(default=factory.core.clock.now)),
                ('told', models.CharField(choices=[('ok', 'Ok'), ('warn', 'Warn'), ('full', 'Full'), ('unlimited', 'Unlimited')], default=occupancy.areas.Level['OK'], max_length=9)),
                ('told_at', models.DateTimeField(null=True)),
                ('open', models.BooleanField(default=False)),
            ],
            options={
                'ordering': ['site', 'area'],
            },
        ),
        migrations.AddField(
            model_name='area',
            name='reset_by',
            field=models.CharField(choices=[('clock', 'The clock: nobody is in at the reset time'), ('quiet', 'The quietest minute of the day before the reset time'), ('headcount', 'Head counts only, by a person or by attendance'), ('never', 'Never: the place does not empty')], default='clock', help_text='what sets the count right, since every counter misses somebody now and then', max_length=9),
        ),
        migrations.AlterField(
            model_name='area',
            name='reset_time',
            field=models.TimeField(blank=True, default=datetime.time(3, 0), help_text='site time: when nobody is in, or when to look back for the quietest minute', null=True),
        ),
        migrations.AlterField(
            model_name='countreset',
            name='reason',
            field=models.CharField(choices=[('clock', "The area's reset time"), ('hand', 'By a person'), ('headcount', 'A head count'), ('quiet', "The area's quietest minute"), ('carried', 'Carried over: the readings before it were deleted')], max_length=10),
        ),
        # Without a reset time an area never emptied.
        migrations.RunPython(keep_what_was_meant, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='area',
            constraint=models.CheckConstraint(condition=models.Q(('reset_by__in', ['headcount', 'never']), ('reset_time__isnull', False), _connector='OR'), name='area_reset_time', violation_error_message='This way of resetting needs a reset time.'),
        ),
        migrations.AddField(
            model_name='arealevel',
            name='area',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='occupancy.area'),
        ),
        migrations.AddField(
            model_name='arealevel',
            name='site',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sites.site'),
        ),
    ]
