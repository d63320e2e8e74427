"""Roles; composite foreign key: a role is on its cooperative's Saleor."""

import django.db.models.deletion
from django.db import migrations, models

_ADD = """
ALTER TABLE tenants_role ADD CONSTRAINT role_of_its_cooperatives_installation
    FOREIGN KEY (cooperative_id, installation_id) REFERENCES tenants_cooperative (id, installation_id)
    ON UPDATE CASCADE ON DELETE CASCADE;
"""
_DROP = "ALTER TABLE tenants_role DROP CONSTRAINT role_of_its_cooperatives_installation;"


class Migration(migrations.Migration):
    dependencies = [("tenants", "0004_app_watched")]
    operations = [
        migrations.CreateModel(
            name="Role",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("user_id", models.CharField(max_length=200)),
                (
                    "cooperative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="roles",
                        to="tenants.cooperative",
                    ),
                ),
                (
                    "installation",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="tenants.installation"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("installation", "user_id", "cooperative"), name="role_given_once"
                    )
                ],
            },
        ),
        migrations.RunSQL(_ADD, _DROP),
    ]
