"""One id that is gone hides no other."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from connectors.base.errors import Rejected, Transient
from connectors.base.narrowed import narrowed

IDS = [str(at) for at in range(8)]


class Shelf:
    """Reads ids, and refuses them all where one of them is `gone`."""

    def __init__(self, gone: str, error: Exception) -> None:
        self.gone = gone
        self.error = error
        self.calls = 0

    def read(self, ids: Sequence[str]) -> list[str]:
        """The ids themselves."""
        self.calls += 1
        if self.gone in ids:
            raise self.error
        return list(ids)


@pytest.mark.parametrize("gone", [{"404"}, {"t.gone"}])
def test_one_that_is_gone_is_told_by_its_code_or_its_text(gone: set[str]) -> None:
    shelf = Shelf("5", Rejected("t.gone", "404"))
    assert narrowed(IDS, shelf.read, gone) == [one for one in IDS if one != "5"]
    assert shelf.calls == 1 + 3 * 2


@pytest.mark.parametrize("error", [Rejected("t.other", "500"), Transient("t.gone", "404")])
def test_any_other_error_is_passed_on_at_once(error: Exception) -> None:
    shelf = Shelf("5", error)
    with pytest.raises(type(error)):
        narrowed(IDS, shelf.read, {"404", "t.gone"})
    assert shelf.calls == 1


def test_nothing_is_asked_for_no_ids() -> None:
    shelf = Shelf("5", Rejected("t.gone", "404"))
    assert narrowed([], shelf.read, {"404"}) == []
    assert shelf.calls == 0
