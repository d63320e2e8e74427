from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "storefront_sync.catalog"
    default_auto_field = "django.db.models.BigAutoField"
