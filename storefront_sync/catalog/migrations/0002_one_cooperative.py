"""Composite foreign keys: a listing, its components and their variants belong to one cooperative."""

from django.db import migrations

_ADD = """
ALTER TABLE catalog_listing ADD CONSTRAINT listing_of_its_shops_cooperative
    FOREIGN KEY (shop_id, cooperative_id) REFERENCES tenants_shop (id, cooperative_id);
ALTER TABLE catalog_component ADD CONSTRAINT component_of_its_listings_cooperative
    FOREIGN KEY (listing_id, cooperative_id) REFERENCES catalog_listing (id, cooperative_id) ON DELETE CASCADE;
ALTER TABLE catalog_component ADD CONSTRAINT component_of_its_variants_cooperative
    FOREIGN KEY (variant_id, cooperative_id) REFERENCES catalog_variant (id, cooperative_id) ON DELETE CASCADE;
"""
_DROP = """
ALTER TABLE catalog_component DROP CONSTRAINT component_of_its_variants_cooperative;
ALTER TABLE catalog_component DROP CONSTRAINT component_of_its_listings_cooperative;
ALTER TABLE catalog_listing DROP CONSTRAINT listing_of_its_shops_cooperative;
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial")]
    operations = [migrations.RunSQL(_ADD, _DROP)]
