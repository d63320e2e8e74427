"""Texts at rest are unreadable without the keys, and keys can be exchanged."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storefront_sync.core.crypto import TextCipher, Undecryptable, new_key

_OLD, _NEW = new_key(), new_key()


@given(text=st.text(max_size=200))
def test_a_text_comes_back_as_it_was(text: str) -> None:
    cipher = TextCipher([_NEW])
    assert cipher.decrypt(cipher.encrypt(text)) == text


def test_the_same_text_never_looks_the_same_twice() -> None:
    cipher = TextCipher([_NEW])
    assert cipher.encrypt("0812 3456 7890") != cipher.encrypt("0812 3456 7890")


def test_an_old_text_is_readable_with_a_new_key_in_front_and_needs_it_after_rotation() -> None:
    stored = TextCipher([_OLD]).encrypt("token")
    both = TextCipher([_NEW, _OLD])
    assert both.decrypt(stored) == "token"
    assert TextCipher([_NEW]).decrypt(both.rotate(stored)) == "token"
    with pytest.raises(Undecryptable):
        TextCipher([_OLD]).decrypt(both.rotate(stored))


@pytest.mark.parametrize("stored", ["nonsense", "gAAAAAB", "é"])
def test_an_altered_text_is_refused_by_name_and_never_quoted(stored: str) -> None:
    with pytest.raises(Undecryptable) as refused:
        TextCipher([_NEW]).decrypt(stored)
    assert stored not in str(refused.value)


def test_without_a_key_nothing_is_stored_in_the_clear() -> None:
    with pytest.raises(ValueError, match="no encryption key"):
        TextCipher([])
