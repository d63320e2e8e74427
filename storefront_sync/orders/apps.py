from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "storefront_sync.orders"
    default_auto_field = "django.db.models.BigAutoField"
