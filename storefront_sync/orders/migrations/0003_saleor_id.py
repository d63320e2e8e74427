"""An order is found by its id in Saleor: the Dashboard's order page asks for it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0002_one_shop")]
    operations = [
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                fields=["saleor_id"], condition=models.Q(("saleor_id", ""), _negated=True), name="order_by_saleor_id"
            ),
        ),
    ]
