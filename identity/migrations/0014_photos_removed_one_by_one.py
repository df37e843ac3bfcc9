"""An enrolment knows whose picture it is, and one photo can be removed."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('identity', '0013_who_sent_the_picture'),
        ('sites', '0003_device_service'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='erasure',
            name='erasure_one_at_work',
        ),
        migrations.AddField(
            model_name='enrolment',
            name='removed_at',
            field=models.DateTimeField(editable=False, help_text='nobody is recognised by it since, and it is deleted', null=True),
        ),
        migrations.AddField(
            model_name='enrolment',
            name='sighting',
            field=models.ForeignKey(editable=False, help_text='whose picture it is; it goes when that turns out to show somebody else', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='enrolments', to='identity.sighting'),
        ),
        migrations.AddField(
            model_name='erasure',
            name='enrolment',
            field=models.ForeignKey(help_text='the one photo that is removed, until it is', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='identity.enrolment'),
        ),
        migrations.AlterField(
            model_name='erasure',
            name='why',
            field=models.CharField(choices=[('asked', 'Asked for'), ('withdrawn', 'Consent withdrawn'), ('no_basis', 'No basis is left'), ('photo', 'One photo removed')], default='asked', max_length=10),
        ),
        migrations.AddConstraint(
            model_name='erasure',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['pending', 'running']), models.Q(('why', 'photo'), _negated=True)), fields=('employee',), name='erasure_one_at_work'),
        ),
    ]
