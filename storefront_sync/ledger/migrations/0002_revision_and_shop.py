"""The sequence that numbers every change of the books, and composite keys: a row's shop is its listing's shop."""

from django.db import migrations

_TABLES = ("mark", "belief", "pushednumber", "verification")
_ADD = "CREATE SEQUENCE ledger_revision;" + "".join(
    f"ALTER TABLE ledger_{table} ADD CONSTRAINT {table}_of_its_listings_shop"
    " FOREIGN KEY (listing_id, shop_id) REFERENCES catalog_listing (id, shop_id) ON DELETE CASCADE;"
    for table in _TABLES
)
_DROP = "".join(
    f"ALTER TABLE ledger_{table} DROP CONSTRAINT {table}_of_its_listings_shop;" for table in _TABLES
) + "DROP SEQUENCE ledger_revision;"
_HOLD = """
ALTER TABLE ledger_hold ADD CONSTRAINT hold_of_its_variants_cooperative
    FOREIGN KEY (variant_id, cooperative_id) REFERENCES catalog_variant (id, cooperative_id);
ALTER TABLE ledger_hold ADD CONSTRAINT hold_of_its_shops_cooperative
    FOREIGN KEY (shop_id, cooperative_id) REFERENCES tenants_shop (id, cooperative_id);
"""
_UNHOLD = """
ALTER TABLE ledger_hold DROP CONSTRAINT hold_of_its_shops_cooperative;
ALTER TABLE ledger_hold DROP CONSTRAINT hold_of_its_variants_cooperative;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial"), ("catalog", "0002_one_cooperative")]
    operations = [migrations.RunSQL(_ADD, _DROP), migrations.RunSQL(_HOLD, _UNHOLD)]
