"""How a shop is connected: requests for consent, and what is known of a shop's consent and tokens."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tenants", "0007_quotas"),
    ]

    operations = [
        migrations.AddField("shop", "activated", models.BooleanField(default=False)),
        migrations.AlterField(
            "shop",
            "state",
            models.CharField(
                choices=[
                    ("preparing", "Preparing"),
                    ("active", "Active"),
                    ("needs_consent", "Needs Consent"),
                    ("blocked", "Blocked"),
                    ("disconnected", "Disconnected"),
                ],
                default="preparing",
                max_length=20,
            ),
        ),
        migrations.AddField("shop", "tokens_stored_at", models.DateTimeField(null=True)),
        migrations.AddField("shop", "refresh_renews", models.BooleanField(null=True)),
        migrations.AddField("shop", "consented_at", models.DateTimeField(null=True)),
        migrations.AddField("shop", "consent_ends_at", models.DateTimeField(null=True)),
        migrations.AddField("shop", "consent_group", models.CharField(blank=True, default="", max_length=40), False),
        migrations.AddField("shop", "consent_doubted_at", models.DateTimeField(null=True)),
        migrations.AddField("shop", "consent_look_at", models.DateTimeField(null=True)),
        migrations.CreateModel(
            name="ConsentRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("marketplace", models.CharField(max_length=40)),
                ("link_hash", models.CharField(max_length=64, unique=True)),
                ("created_at", models.DateTimeField()),
                ("language", models.CharField(blank=True, max_length=2)),
                ("state_hash", models.CharField(max_length=64, null=True, unique=True)),
                ("browser_hash", models.CharField(blank=True, max_length=64)),
                ("begun_at", models.DateTimeField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("outcome", models.CharField(blank=True, max_length=40)),
                ("detail", models.JSONField(default=dict)),
                (
                    "cooperative",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="tenants.cooperative"),
                ),
            ],
            options={"indexes": [models.Index(fields=["created_at"], name="tenants_con_created_3a9e14_idx")]},
        ),
        # Whatever isn't being prepared was switched on once.
        migrations.RunSQL(
            "UPDATE tenants_shop SET activated = TRUE WHERE state <> 'preparing'", migrations.RunSQL.noop
        ),
    ]
