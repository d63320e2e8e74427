"""Composite foreign keys: an order is in a shop of its cooperative, a line's listing in its order's shop."""

import django.db.models.deletion
from django.db import migrations, models

_LINE = """
ALTER TABLE orders_orderline ADD COLUMN shop_id bigint;
UPDATE orders_orderline AS line SET shop_id = o.shop_id FROM orders_order AS o WHERE o.id = line.order_id;
ALTER TABLE orders_orderline ALTER COLUMN shop_id SET NOT NULL;
ALTER TABLE orders_orderline ADD CONSTRAINT line_in_a_shop
    FOREIGN KEY (shop_id) REFERENCES tenants_shop (id) DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX orders_orderline_shop_id ON orders_orderline (shop_id);
"""
_NO_LINE = "ALTER TABLE orders_orderline DROP COLUMN shop_id;"
_ADD = """
ALTER TABLE orders_order ADD CONSTRAINT order_of_its_shops_cooperative
    FOREIGN KEY (shop_id, cooperative_id) REFERENCES tenants_shop (id, cooperative_id);
ALTER TABLE orders_orderline ADD CONSTRAINT line_of_its_orders_shop
    FOREIGN KEY (order_id, shop_id) REFERENCES orders_order (id, shop_id) ON DELETE CASCADE;
ALTER TABLE orders_orderline ADD CONSTRAINT line_of_its_listings_shop
    FOREIGN KEY (listing_id, shop_id) REFERENCES catalog_listing (id, shop_id);
"""
_DROP = """
ALTER TABLE orders_orderline DROP CONSTRAINT line_of_its_listings_shop;
ALTER TABLE orders_orderline DROP CONSTRAINT line_of_its_orders_shop;
ALTER TABLE orders_order DROP CONSTRAINT order_of_its_shops_cooperative;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0001_initial"),
        ("catalog", "0002_one_cooperative"),
        ("tenants", "0002_one_cooperative"),
    ]
    operations = [
        migrations.AddConstraint(
            model_name="order",
            constraint=models.UniqueConstraint(fields=("id", "shop"), name="order_with_shop"),
        ),
        # By hand, since the column is filled from the orders before it is required.
        migrations.RunSQL(
            _LINE,
            _NO_LINE,
            state_operations=[
                migrations.AddField(
                    model_name="orderline",
                    name="shop",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="tenants.shop"
                    ),
                    preserve_default=False,
                )
            ],
        ),
        migrations.RunSQL(_ADD, _DROP),
    ]
