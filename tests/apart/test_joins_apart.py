"""The database refuses every row that would join two cooperatives, whatever the code does."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import ForeignKey, Model
from psycopg.errors import ForeignKeyViolation

from storefront_sync.returns.models import Restock
from storefront_sync.tenants.models import Installation
from tests.apart.belongings import foreign_keys, path_to_cooperative
from tests.apart.neighbours import ACTOR, OTHERS, Neighbours

Keys = tuple[ForeignKey[Model, Model], ...]
EITHER_OR: dict[type[Model], tuple[str, ...]] = {Restock: ("inspection", "order")}
"""Keys of which each row has one only."""


def _joints() -> Iterator[tuple[type[Model], Keys, Keys]]:
    """Every model with two foreign keys or more to what is a cooperative's: the keys, and some of them."""
    for model in apps.get_models():
        for lacking in EITHER_OR.get(model, ("",)):
            keys = tuple(
                key for key in foreign_keys(model) if _has_an_owner(key.related_model) and key.name != lacking
            )
            for number in range(1, len(keys)):
                for chosen in combinations(keys, number):
                    yield model, keys, chosen


def _has_an_owner(model: type[Model]) -> bool:
    return model is Installation or path_to_cooperative(model) is not None


def _one_of(world: Neighbours, model: type[Model], slug: str, keys: Keys | None = None) -> Model:
    cooperative = world.cooperatives[slug]
    if model is Installation:
        return cooperative.installation
    found = model._default_manager.filter(**{str(path_to_cooperative(model)): cooperative.pk})
    for key in foreign_keys(model) if keys is None else keys:
        found = found.exclude(**{key.name: None})
    row = found.first()
    assert row is not None, f"{slug} has no {model._meta.label}: nothing would be shown"
    return row


@pytest.mark.parametrize("other", OTHERS)
def test_no_row_can_be_half_one_cooperatives_and_half_anothers(world: Neighbours, other: str) -> None:
    possible, tried = [], 0
    for model, keys, chosen in _joints():
        row = _one_of(world, model, ACTOR, keys)
        theirs = {key.name: _one_of(world, key.related_model, other) for key in chosen}
        kept = [key for key in keys if key not in chosen]
        if all(getattr(row, key.name) == _one_of(world, key.related_model, other) for key in kept):
            continue  # what stays is shared by both, so the row would be wholly the other's
        if all(getattr(row, name) == row_there for name, row_there in theirs.items()):
            continue  # what changes is shared by both, so nothing would change
        tried += 1
        if _is_possible(world, row, theirs, other):
            possible.append(f"{model._meta.label}: {', '.join(theirs)}")
    assert tried > 10
    assert not possible


def _is_possible(world: Neighbours, row: Model, theirs: dict[str, Model], other: str) -> bool:
    """Whether the row can be changed so; the change is taken back."""
    rows = type(row)._default_manager
    path = str(path_to_cooperative(type(row)))
    try:
        with transaction.atomic():
            # Else a unique key might refuse it, for a reason of its own.
            rows.filter(**{path: world.cooperatives[other].pk}).delete()
            rows.filter(pk=row.pk).update(**theirs)
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            transaction.set_rollback(True)
    except IntegrityError as error:
        return not isinstance(error.__cause__, ForeignKeyViolation)
    return True
