from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "storefront_sync.privacy"
    default_auto_field = "django.db.models.BigAutoField"
