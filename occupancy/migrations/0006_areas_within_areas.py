"""An area can lie within another one, in whose count its people are already."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('occupancy', '0005_parts_in_time'),
        ('sites', '0002_default_site'),
    ]

    operations = [
        migrations.AddField(
            model_name='area',
            name='within',
            field=models.ForeignKey(blank=True, help_text="a larger area with counters of its own, in whose count these people are already; the site's sums take the outer one only, of the past too", null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='occupancy.area', verbose_name='within'),
        ),
        migrations.AddConstraint(
            model_name='area',
            constraint=models.CheckConstraint(condition=models.Q(('within', None), models.Q(('within', models.F('id')), _negated=True), _connector='OR'), name='area_within_another', violation_error_message='An area does not lie within itself.'),
        ),
    ]
