from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("occupancy", "0007_average_over_readings")]

    operations = [
        migrations.AddField(
            model_name="area",
            name="reset_since",
            field=models.DateTimeField(
                editable=False,
                help_text="since when it is set right in this way at this time; empty: ever since",
                null=True,
            ),
        ),
    ]
