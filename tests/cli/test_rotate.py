"""Changing the encryption keys reaches every encrypted column and loses nothing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.apps import apps

from storefront_sync.cli.rotate import encrypted_columns, rotate_column
from storefront_sync.core.crypto import TextCipher, new_key
from storefront_sync.tenants.models import Installation

_OLD, _NEW = new_key(), new_key()
_AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def _installation(name: str, token: str) -> Installation:
    return Installation.objects.create(
        api_url=f"https://{name}.example/graphql/", token_encrypted=token, created_at=_AT
    )


@pytest.mark.django_db
def test_after_a_rotation_the_old_key_is_not_needed() -> None:
    stored = _installation("a", TextCipher([_OLD]).encrypt("token"))
    without = _installation("b", "")
    assert rotate_column(Installation, "token_encrypted", TextCipher([_NEW, _OLD])) == 1
    stored.refresh_from_db()
    without.refresh_from_db()
    assert TextCipher([_NEW]).decrypt(stored.token_encrypted) == "token"
    assert without.token_encrypted == ""


def test_every_column_whose_name_says_so_is_rotated() -> None:
    found = {(model._meta.label, name) for model, name in encrypted_columns()}
    named = {
        (model._meta.label, field.name)
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if "encrypted" in field.name
    }
    assert found == named
    assert ("tenants.Installation", "token_encrypted") in found
