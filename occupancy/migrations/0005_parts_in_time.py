"""Cameras' parts in areas get a beginning and an end; those of today hold from the beginning, still."""

import occupancy.models.parts
from django.db import migrations, models

# Ranges of one number each stand for "equal", which GiST cannot compare without an extension.
NO_OVERLAP = """
ALTER TABLE occupancy_areacamera ADD CONSTRAINT areacamera_no_overlap EXCLUDE USING gist (
    int8range(area_id, area_id, '[]') WITH &&,
    int8range(camera_id, camera_id, '[]') WITH &&,
    tstzrange(since, until) WITH &&
)
"""


def forbid_overlaps(apps, schema_editor):
    """SQLite has nothing of the kind; there the service, alone with its writer's lock, sees to it."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(NO_OVERLAP)


def allow_overlaps(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE occupancy_areacamera DROP CONSTRAINT areacamera_no_overlap")


class Migration(migrations.Migration):

    dependencies = [
        ('occupancy', '0004_areas_by_punches'),
        ('sites', '0002_default_site'),
        ('streaming', '0001_initial'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='areacamera',
            options={'ordering': ['area', 'camera', '-id']},
        ),
        migrations.RemoveConstraint(
            model_name='area',
            name='area_name_once',
        ),
        migrations.RemoveConstraint(
            model_name='areacamera',
            name='areacamera_once',
        ),
        migrations.AddField(
            model_name='area',
            name='removed_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='areacamera',
            name='since',
            field=models.DateTimeField(editable=False, help_text='empty: from the beginning', null=True),
        ),
        migrations.AddField(
            model_name='areacamera',
            name='until',
            field=models.DateTimeField(editable=False, help_text='empty: it still holds', null=True),
        ),
        migrations.AlterField(
            model_name='areacamera',
            name='camera',
            field=models.ForeignKey(on_delete=occupancy.models.parts.keep_what_counted, related_name='+', to='streaming.camera'),
        ),
        migrations.AlterField(
            model_name='countreset',
            name='reason',
            field=models.CharField(choices=[('clock', "The area's reset time"), ('hand', 'By a person'), ('headcount', 'A head count'), ('quiet', "The area's quietest minute"), ('part', "A camera's part in the area changed"), ('carried', 'Carried over: the readings before it were deleted')], max_length=10),
        ),
        migrations.AddConstraint(
            model_name='area',
            constraint=models.UniqueConstraint(condition=models.Q(('removed_at', None)), fields=('site', 'name'), name='area_name_once'),
        ),
        migrations.AddConstraint(
            model_name='areacamera',
            constraint=models.UniqueConstraint(condition=models.Q(('until', None)), fields=('area', 'camera'), name='areacamera_one_open', violation_error_message='This camera has a part in this area already.'),
        ),
        migrations.AddConstraint(
            model_name='areacamera',
            constraint=models.CheckConstraint(condition=models.Q(('since', None), ('until', None), ('since__lt', models.F('until')), _connector='OR'), name='areacamera_order'),
        ),
        migrations.RunPython(forbid_overlaps, allow_overlaps),
    ]
