from django.apps import AppConfig


class SyncConfig(AppConfig):
    name = "storefront_sync.sync"
    default_auto_field = "django.db.models.BigAutoField"
