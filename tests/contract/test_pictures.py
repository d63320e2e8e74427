"""Pictures that are handed over for listings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from connectors.base.draft import ImageId
from connectors.base.errors import Rejected
from connectors.base.texts import LANGUAGES, sentence
from tests.conftest import HandSetClock
from tests.contract.behaviours import Behaviour, behaviours
from tests.contract.drafts import picture
from tests.contract.stall import Stall
from tests.contract.world import World, opened


@pytest.fixture(params=behaviours("publishing"), ids=str)
def world(request: pytest.FixtureRequest, clock: HandSetClock) -> Iterator[World]:
    """Each marketplace on which listings can be made, in each of its ways."""
    behaviour: Behaviour = request.param
    yield from opened(behaviour, clock.now)


def test_a_picture_can_be_handed_over_twice(stall: Stall) -> None:
    first = stall.catalogue.upload_image(picture(1), 'foto "aneh".jpg')
    assert first
    assert stall.catalogue.upload_image(picture(1), "foto.jpg")
    assert stall.catalogue.upload_image(b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "foto.png")


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"<html>", b"%PDF-1.7", b"\xff\xd8"])
def test_what_is_no_picture_is_refused_in_words(stall: Stall, content: bytes) -> None:
    with pytest.raises(Rejected) as caught:
        stall.catalogue.upload_image(content, "foto.jpg")
    for language in LANGUAGES:
        assert sentence(stall.world.key, caught.value.key, language)


def test_a_picture_that_is_too_big_is_refused_in_words(world: World, stall: Stall) -> None:
    with pytest.raises(Rejected) as caught:
        stall.catalogue.upload_image(picture(size=world.sim.picture_bytes + 1), "foto.jpg")
    for language in LANGUAGES:
        assert sentence(world.key, caught.value.key, language)


def test_a_picture_that_was_never_handed_over_is_refused(stall: Stall) -> None:
    draft = replace(stall.draft(), images=(ImageId("0123456789abcdef"),))
    with pytest.raises(Rejected):
        stall.complete(stall.catalogue.publish(draft, stall.key()), draft)
