from django.apps import AppConfig


class FulfilmentConfig(AppConfig):
    name = "storefront_sync.fulfilment"
    default_auto_field = "django.db.models.BigAutoField"
