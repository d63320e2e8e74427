"""A cooperative's SKU prefix on a shared server, and the rules that wait for its shops."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tenants", "0002_one_cooperative")]
    operations = [
        migrations.AddField("cooperative", "sku_prefix", models.CharField(blank=True, default="", max_length=20)),
        migrations.AddField("cooperative", "planned_rules", models.JSONField(default=dict)),
    ]
