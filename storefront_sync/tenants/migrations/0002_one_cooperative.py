"""Composite foreign keys: a warehouse is on its cooperative's Saleor, a problem in a shop of its cooperative."""

from django.db import migrations, models

_ADD = """
ALTER TABLE tenants_cooperativewarehouse ADD CONSTRAINT warehouse_of_its_cooperatives_installation
    FOREIGN KEY (cooperative_id, installation_id) REFERENCES tenants_cooperative (id, installation_id)
    ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE tenants_problem ADD CONSTRAINT problem_of_its_shops_cooperative
    FOREIGN KEY (shop_id, cooperative_id) REFERENCES tenants_shop (id, cooperative_id) ON DELETE CASCADE;
"""
_DROP = """
ALTER TABLE tenants_problem DROP CONSTRAINT problem_of_its_shops_cooperative;
ALTER TABLE tenants_cooperativewarehouse DROP CONSTRAINT warehouse_of_its_cooperatives_installation;
"""


class Migration(migrations.Migration):
    dependencies = [("tenants", "0001_initial")]
    operations = [
        migrations.AddConstraint(
            model_name="cooperative",
            constraint=models.UniqueConstraint(
                fields=("id", "installation"), name="cooperative_with_installation"
            ),
        ),
        migrations.RunSQL(_ADD, _DROP),
    ]
