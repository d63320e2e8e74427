"""Composite foreign keys: what is found and put back is of the return's cooperative, and so are its goods."""

from django.db import migrations

_ADD = """
ALTER TABLE returns_inspection ADD CONSTRAINT inspection_of_its_returns_cooperative
    FOREIGN KEY (returned_id, cooperative_id) REFERENCES returns_return (id, cooperative_id);
ALTER TABLE returns_restock ADD CONSTRAINT restock_of_its_inspections_cooperative
    FOREIGN KEY (inspection_id, cooperative_id) REFERENCES returns_inspection (id, cooperative_id);
ALTER TABLE returns_restock ADD CONSTRAINT restock_of_its_variants_cooperative
    FOREIGN KEY (variant_id, cooperative_id) REFERENCES catalog_variant (id, cooperative_id);
"""
_DROP = """
ALTER TABLE returns_restock DROP CONSTRAINT restock_of_its_variants_cooperative;
ALTER TABLE returns_restock DROP CONSTRAINT restock_of_its_inspections_cooperative;
ALTER TABLE returns_inspection DROP CONSTRAINT inspection_of_its_returns_cooperative;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("returns", "0003_inspections"),
        ("catalog", "0002_one_cooperative"),
    ]
    operations = [migrations.RunSQL(_ADD, _DROP)]
