"""Only an end of its own is stored with a picture; the retention counts from its day, as it is set now.

This changes what a table of any size changes in a moment; what takes its time, the next one does.
"""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("evidence", "0003_camera_pictures")]

    operations = [
        migrations.RenameField("snapshot", "expires_at", "ends_at"),
        migrations.AlterField(
            "snapshot",
            "ends_at",
            models.DateTimeField(
                null=True, editable=False, help_text="an end of its own, whatever the retention"
            ),
        ),
        # Built once hardly a row belongs in it.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddIndex(
                    "snapshot",
                    models.Index(
                        fields=["ends_at"],
                        condition=Q(ends_at__isnull=False),
                        name="snapshot_ends",
                    ),
                ),
            ],
        ),
    ]
