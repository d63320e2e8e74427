from django.apps import AppConfig


class SettlementsConfig(AppConfig):
    name = "storefront_sync.settlements"
    default_auto_field = "django.db.models.BigAutoField"
