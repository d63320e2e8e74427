"""The mark in front of an imported order's postcode; a cooperative that has none is set up again."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("tenants", "0005_roles"),
    ]

    operations = [
        migrations.AddField(
            model_name="cooperative",
            name="postcode_mark_encrypted",
            field=models.TextField(blank=True, default=""),
        ),
    ]
