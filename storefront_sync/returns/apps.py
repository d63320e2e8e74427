from django.apps import AppConfig


class ReturnsConfig(AppConfig):
    name = "storefront_sync.returns"
    default_auto_field = "django.db.models.BigAutoField"
