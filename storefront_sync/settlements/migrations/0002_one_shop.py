"""Composite foreign keys: a file is of its shop's cooperative, a line of its file's shop."""

from django.db import migrations

_ADD = """
ALTER TABLE settlements_settlementfile ADD CONSTRAINT settlement_file_of_its_shops_cooperative
    FOREIGN KEY (shop_id, cooperative_id) REFERENCES tenants_shop (id, cooperative_id);
ALTER TABLE settlements_settlementline ADD CONSTRAINT settlement_line_of_its_files_shop
    FOREIGN KEY (file_id, shop_id) REFERENCES settlements_settlementfile (id, shop_id);
"""
_DROP = """
ALTER TABLE settlements_settlementline DROP CONSTRAINT settlement_line_of_its_files_shop;
ALTER TABLE settlements_settlementfile DROP CONSTRAINT settlement_file_of_its_shops_cooperative;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("settlements", "0001_initial"),
        ("tenants", "0002_one_cooperative"),
    ]
    operations = [migrations.RunSQL(_ADD, _DROP)]
