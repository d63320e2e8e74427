from django.apps import AppConfig


class InboxConfig(AppConfig):
    name = "storefront_sync.inbox"
    default_auto_field = "django.db.models.BigAutoField"
