"""Starts Django inside a command, once."""

from __future__ import annotations

import os

import django
from django.apps import apps


def start_django() -> None:
    """Load the settings and the apps; commands import what needs them afterwards."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storefront_sync.settings.django")
    if not apps.ready:
        django.setup()
