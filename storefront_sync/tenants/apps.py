from django.apps import AppConfig


class TenantsConfig(AppConfig):
    name = "storefront_sync.tenants"
    default_auto_field = "django.db.models.BigAutoField"
