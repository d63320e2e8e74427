"""Composite foreign key: a drift's shop is its listing's shop."""

from django.db import migrations

_ADD = """
ALTER TABLE sync_drift ADD CONSTRAINT drift_of_its_listings_shop
    FOREIGN KEY (listing_id, shop_id) REFERENCES catalog_listing (id, shop_id) ON DELETE CASCADE;
"""
_DROP = "ALTER TABLE sync_drift DROP CONSTRAINT drift_of_its_listings_shop;"


class Migration(migrations.Migration):
    dependencies = [("sync", "0001_initial"), ("catalog", "0002_one_cooperative")]
    operations = [migrations.RunSQL(_ADD, _DROP)]
