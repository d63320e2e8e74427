"""Switches of a simulator."""

from __future__ import annotations

import pytest

from connectors.base.simulator.switches import Switch, Switchboard

BOARD = (Switch("status", ("403", "200"), "HTTP status"), Switch("dates", ("iso", "spaced"), "form of dates"))


def test_the_first_position_is_the_default() -> None:
    assert Switchboard(BOARD).stand() == {"status": "403", "dates": "iso"}


def test_turning_one_leaves_the_others() -> None:
    board = Switchboard(BOARD)
    board.turn("status", "200")
    assert board.stand() == {"status": "200", "dates": "iso"}


@pytest.mark.parametrize(("name", "position"), [("status", "404"), ("nothing", "403"), ("", "")])
def test_what_does_not_exist_cannot_be_turned(name: str, position: str) -> None:
    board = Switchboard(BOARD)
    with pytest.raises(ValueError, match="no such switch"):
        board.turn(name, position)
    assert board.stand() == {"status": "403", "dates": "iso"}


def test_an_unknown_switch_has_no_position() -> None:
    with pytest.raises(ValueError, match="no such switch"):
        Switchboard(BOARD).at("nothing")


@pytest.mark.parametrize("positions", [(), ("on",), ("on", "on")])
def test_a_switch_without_a_choice_is_refused(positions: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="different positions"):
        Switch("status", positions, "HTTP status")
