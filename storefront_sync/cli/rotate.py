"""`rotate-keys`: encrypts every stored secret with the newest key."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db.models import Model, TextField
from rich.console import Console
from rich.progress import track

from storefront_sync.cli.django_start import start_django
from storefront_sync.cli.texts import text
from storefront_sync.core.crypto import TextCipher
from storefront_sync.settings.keys import cipher

_ENDING = "_encrypted"
"""What the names of encrypted columns end with."""


def rotate_keys() -> None:
    """Rotate all columns; safe to interrupt, to repeat, and to run while the service works."""
    start_django()
    console = Console(highlight=False)
    columns = list(encrypted_columns())
    progress = track(columns, description=text("cli.rotate.progress"), console=console, transient=True)
    count = sum(rotate_column(model, name, cipher()) for model, name in progress)
    console.print(text("cli.rotate.done", count=count))


def encrypted_columns() -> Iterator[tuple[type[Model], str]]:
    """Every (model, field name) that holds ciphertext."""
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, TextField) and field.name.endswith(_ENDING):
                yield model, field.name


def rotate_column(model: type[Model], name: str, keys: TextCipher) -> int:
    """Encrypt one column anew; returns how many rows. A row that changed meanwhile was written with the
    newest key."""
    rows = model._default_manager.exclude(**{name: ""}).values_list("pk", flat=True)
    count = 0
    for key in rows.iterator(chunk_size=500):
        # One at a time: a document may have many megabytes.
        stored = model._default_manager.filter(pk=key).values_list(name, flat=True).first()
        if stored:
            count += model._default_manager.filter(**{"pk": key, name: stored}).update(
                **{name: keys.rotate(stored)}
            )
    return count
