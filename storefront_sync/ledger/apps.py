from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "storefront_sync.ledger"
    default_auto_field = "django.db.models.BigAutoField"
