from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("identity", "0011_whereabouts_of_faces")]

    operations = [
        migrations.AddField(
            model_name="enrolment",
            name="judged_by",
            field=models.CharField(
                blank=True,
                editable=False,
                help_text="who refused the photo; none where it was no fault of the photo's",
                max_length=500,
            ),
        ),
    ]
