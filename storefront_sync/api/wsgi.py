"""The WSGI application that `web` serves."""

import os

from django.core.wsgi import get_wsgi_application

from storefront_sync.api.valkey import send_wakeups

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storefront_sync.settings.django")

application = get_wsgi_application()
send_wakeups()
