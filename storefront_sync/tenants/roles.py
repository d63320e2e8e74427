"""Which cooperatives of a Saleor a member of its staff may see."""

from __future__ import annotations

from django.db.models import Exists, OuterRef

from storefront_sync.tenants.models import Cooperative, Role


def visible(installation_id: int, user_id: str) -> tuple[list[Cooperative], bool]:
    """The cooperatives that this user may see, by name, and whether there are any at all.

    A Saleor's only cooperative is seen by all its staff. Where several share it, each is seen only by those
    who were given a role there: Saleor's own permissions reach across channels.
    """
    role = Role.objects.filter(cooperative=OuterRef("pk"), user_id=user_id)
    rows = Cooperative.objects.filter(installation_id=installation_id).annotate(given=Exists(role))
    found = [(row, row.given) for row in rows.order_by("name", "pk")]
    return [row for row, given in found if given or len(found) == 1], bool(found)


def give(cooperative: Cooperative, user_id: str) -> None:
    """From now on the user sees the cooperative; nothing happens if they did already."""
    Role.objects.get_or_create(
        installation_id=cooperative.installation_id, cooperative=cooperative, user_id=user_id
    )


def take(cooperative: Cooperative, user_id: str) -> bool:
    """The user no longer sees the cooperative; returns whether they did."""
    return bool(Role.objects.filter(cooperative=cooperative, user_id=user_id).delete()[0])


def holders(cooperative: Cooperative) -> list[str]:
    """The user ids that were given a role, in the order of giving."""
    return list(cooperative.roles.order_by("pk").values_list("user_id", flat=True))
