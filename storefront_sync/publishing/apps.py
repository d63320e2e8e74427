from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "storefront_sync.publishing"
    default_auto_field = "django.db.models.BigAutoField"
