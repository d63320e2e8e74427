"""A file that is handed over arrives as it is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from requests.structures import CaseInsensitiveDict

from connectors.base.errors import Rejected
from connectors.base.multipart import Part, multipart
from connectors.base.picture import picture_type
from connectors.base.simulator.forms import parts_of
from connectors.base.simulator.pictures import PictureRefused, Pictures
from connectors.base.simulator.server import Incoming


def arrived(content_type: str, body: bytes) -> dict[str, bytes]:
    """What a server makes of a body."""
    return parts_of(Incoming("POST", "/", {}, CaseInsensitiveDict({"Content-Type": content_type}), body))


@settings(max_examples=200, derandomize=True, deadline=None)
@given(st.binary(max_size=400), st.binary(max_size=60))
def test_any_bytes_arrive(content: bytes, word: bytes) -> None:
    kind, body = multipart((Part("use", word), Part("data", content, "foto.jpg", "image/jpeg")))
    assert arrived(kind, body) == {"use": word, "data": content}


@pytest.mark.parametrize("name", ['foto "aneh".jpg', "a\r\nX-Evil: 1\r\n\r\nb.jpg", "foto é.jpg"])
def test_no_name_breaks_out_of_its_place(name: str) -> None:
    kind, body = multipart((Part("data", b"x", name, "image/jpeg"),))
    assert arrived(kind, body) == {"data": b"x"}
    assert b"\r\nX-Evil" not in body


def test_the_same_parts_are_the_same_bytes() -> None:
    parts = (Part("data", b"x", "a.jpg"),)
    assert multipart(parts) == multipart(parts)


def test_no_repr_shows_a_file() -> None:
    assert "secret" not in repr(Part("data", b"secret", "a.jpg"))


def test_what_is_no_form_has_no_parts() -> None:
    assert arrived("application/json", b"{}") == {}
    assert arrived("multipart/form-data", b"--x") == {}


def test_a_pictures_kind_is_told_by_its_first_bytes() -> None:
    assert picture_type(b"\xff\xd8\xff\xe0...", 100) == "image/jpeg"
    assert picture_type(b"\x89PNG\r\n\x1a\n...", 100) == "image/png"
    for content, key in ((b"GIF89a", "picture.not_a_picture"), (b"\xff\xd8\xff" * 40, "picture.too_big")):
        with pytest.raises(Rejected) as caught:
            picture_type(content, 100)
        assert caught.value.key == key


def test_a_marketplace_knows_each_shops_own_pictures() -> None:
    pictures = Pictures(100)
    one, other = pictures.take("1", b"\xff\xd8\xff one"), pictures.take("2", b"\xff\xd8\xff one")
    assert pictures.take("1", b"\xff\xd8\xff one") == one != other
    assert (pictures.known("1", one), pictures.known("2", one)) == (True, False)
    for content, word in ((b"x", "not_a_picture"), (b"\xff\xd8\xff" * 40, "too_big")):
        with pytest.raises(PictureRefused) as caught:
            pictures.take("1", content)
        assert caught.value.word == word
