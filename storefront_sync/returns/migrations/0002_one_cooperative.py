"""Composite foreign keys: a return is of its shop's cooperative, and of an order of that shop."""

from django.db import migrations

_ADD = """
ALTER TABLE returns_return ADD CONSTRAINT return_of_its_shops_cooperative
    FOREIGN KEY (shop_id, cooperative_id) REFERENCES tenants_shop (id, cooperative_id);
ALTER TABLE returns_return ADD CONSTRAINT return_of_its_orders_shop
    FOREIGN KEY (order_id, shop_id) REFERENCES orders_order (id, shop_id);
"""
_DROP = """
ALTER TABLE returns_return DROP CONSTRAINT return_of_its_orders_shop;
ALTER TABLE returns_return DROP CONSTRAINT return_of_its_shops_cooperative;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("returns", "0001_initial"),
        ("orders", "0002_one_shop"),
        ("tenants", "0002_one_cooperative"),
    ]
    operations = [migrations.RunSQL(_ADD, _DROP)]
