from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("streaming", "0003_what_auto_takes")]

    operations = [
        migrations.AddField(
            model_name="camerastatus",
            name="analysed_at",
            field=models.DateTimeField(
                help_text="when the recognisers last said so", null=True
            ),
        ),
    ]
