"""How many pieces of which line came back, and how many of them staff have looked at."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Sum

from storefront_sync.returns.models import InspectionLine, Return


@dataclass(frozen=True)
class Looked:
    """Pieces of one line that were looked at, by how they were found."""

    good: int = 0
    damaged: int = 0
    lost: int = 0

    @property
    def pieces(self) -> int:
        """All of them."""
        return self.good + self.damaged + self.lost

    def plus(self, other: Looked) -> Looked:
        """Both together."""
        return Looked(self.good + other.good, self.damaged + other.damaged, self.lost + other.lost)


def came_back(returned: Return) -> dict[str, int]:
    """Line key → pieces that come back: what the marketplace says, or all of the order where it doesn't say;
    {} while neither is known."""
    said = dict(returned.lines.values_list("line_key", "quantity"))
    return said or ordered(returned)


def ordered(returned: Return) -> dict[str, int]:
    """Line key → pieces that the order had; {} while we don't know the order."""
    if returned.order is None:
        return {}
    return dict(returned.order.lines.values_list("line_key", "quantity"))


def looked_at(returns: Collection[int]) -> dict[str, Looked]:
    """What was found of each line in these returns (row ids), corrections taken off."""
    rows = (
        InspectionLine.objects.filter(inspection__returned__in=returns)
        .values("line_key")
        .annotate(goods=Sum("good"), broken=Sum("damaged"), gone=Sum("lost"))
        .order_by("line_key")
    )
    return {row["line_key"]: Looked(row["goods"], row["broken"], row["gone"]) for row in rows}


def all_looked_at(returned: Return) -> bool:
    """Whether staff have seen to every piece."""
    expected, found = came_back(returned), looked_at([returned.pk])
    return bool(expected) and all(
        found.get(key, Looked()).pieces >= pieces for key, pieces in expected.items()
    )
