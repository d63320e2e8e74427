"""How a store's product becomes a listing."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from connectors.base.category import AttributeId
from connectors.base.draft import AttributeValue, Draft, DraftModel, Tier
from connectors.base.errors import ConnectorError, OutcomeUnknown, RateLimited, Rejected
from connectors.base.simulator.shelf import BookError
from connectors.base.texts import LANGUAGES, sentence
from connectors.base.types import Applied, StockRow
from mappings.money import Rupiah
from mappings.words import ListingStatus
from tests.conftest import HandSetClock
from tests.contract.behaviours import Behaviour, behaviours
from tests.contract.drafts import picture
from tests.contract.secrecy import FAULTS, secrets, told
from tests.contract.stall import Stall
from tests.contract.world import HASTY, OTHER_SHOP, SHIRT, World, opened

TRIED_LEAVES = 8


@pytest.fixture(params=behaviours("publishing"), ids=str)
def world(request: pytest.FixtureRequest, clock: HandSetClock) -> Iterator[World]:
    """Each marketplace on which listings can be made, in each of its ways."""
    behaviour: Behaviour = request.param
    yield from opened(behaviour, clock.now)


def made(draft: Draft) -> list[tuple[str, int, int]]:
    """What a draft's models must be shown as."""
    return [(model.sku, model.price, model.stock) for model in draft.models]


def test_a_published_product_is_shown_as_it_was_drafted(stall: Stall) -> None:
    draft = stall.draft()
    published = stall.publish(draft)
    views = {view.model_id: view for view in stall.views(published.item_id)}
    shown = [views[model_id] for model_id in published.models]
    assert [(view.sku, view.price, view.stock) for view in shown] == made(draft)
    assert {view.title for view in shown} == {draft.title}


def test_a_product_without_variants_is_one_model(stall: Stall) -> None:
    draft = stall.draft(variants=False)
    published = stall.publish(draft)
    (view,) = stall.views(published.item_id)
    assert published.models == (view.model_id,)
    assert [(view.sku, view.price, view.stock)] == made(draft)


def test_models_are_in_the_drafts_order_whatever_the_marketplaces(stall: Stall) -> None:
    draft = stall.draft(seed=3)
    turned = replace(draft, models=tuple(reversed(draft.models)))
    published = stall.publish(turned)
    skus = {view.model_id: view.sku for view in stall.views(published.item_id)}
    assert [skus[model_id] for model_id in published.models] == [model.sku for model in turned.models]


def test_buyers_can_buy_it_once_it_is_shown(world: World, stall: Stall) -> None:
    draft = stall.draft()
    published = stall.publish(draft)
    if stall.status(published.item_id) is not ListingStatus.LIVE:
        stall.catalogue.show([published.item_id], True)
        stall.wait()
    assert stall.status(published.item_id) is ListingStatus.LIVE
    world.sim.place_order(stall.shop, [(published.item_id, published.models[0], 1)])


def test_buyers_see_nothing_half_made(world: World, stall: Stall) -> None:
    draft = stall.draft()
    published = stall.catalogue.publish(draft, stall.key())
    model_id = next(iter(stall.item(published.item_id).models))
    with pytest.raises(BookError):
        world.sim.place_order(stall.shop, [(published.item_id, model_id, 1)])


@pytest.mark.parametrize("seed", range(TRIED_LEAVES))
def test_what_lacks_nothing_is_taken(stall: Stall, seed: int) -> None:
    rules = stall.rules(place=random.Random(seed).randrange(30))
    draft = stall.draft(rules, seed, variants=None)
    assert stall.lacks(draft, rules) == ()
    published = stall.publish(draft)
    views = {view.model_id: view for view in stall.views(published.item_id)}
    shown = [views[model_id] for model_id in published.models]
    assert [(view.sku, view.price, view.stock) for view in shown] == made(draft)
    page = stall.item(published.item_id).page
    assert page is not None
    assert draft.weight_grams is not None
    assert (page.category_id, page.weight_grams, page.images) == (
        draft.category_id,
        rules.weighed(draft.weight_grams),
        draft.images,
    )
    assert {attribute_id for attribute_id, _ in page.attributes} == {
        attribute_id for attribute_id, _ in draft.attributes
    }
    assert page.pre_order_days == draft.pre_order_days


def one_model(draft: Draft, **changes: object) -> Draft:
    """The draft with its first model changed."""
    first: DraftModel = replace(draft.models[0], **changes)  # type: ignore[arg-type]
    return replace(draft, models=(first, *draft.models[1:]))


def without_required(draft: Draft) -> Draft:
    """The draft without any attribute."""
    return replace(draft, attributes=())


SPOILT: dict[str, Callable[[Draft], Draft]] = {
    "no title": lambda draft: replace(draft, title=" "),
    "title too long": lambda draft: replace(draft, title="kain batik " * 60),
    "no picture": lambda draft: replace(draft, images=()),
    "too many pictures": lambda draft: replace(draft, images=draft.images[:1] * 40),
    "no weight": lambda draft: replace(draft, weight_grams=None),
    "no required attribute": without_required,
    "an attribute of another category": lambda draft: replace(
        draft, attributes=(*draft.attributes, (AttributeId("987654"), (AttributeValue(text="x"),)))
    ),
    "a choice that is not offered": lambda draft: replace(
        draft,
        attributes=tuple(
            (attribute_id, (AttributeValue(choice_id="987654"),)) for attribute_id, _ in draft.attributes
        ),
    ),
    "no model": lambda draft: replace(draft, models=(), tiers=()),
    "no SKU": lambda draft: one_model(draft, sku=""),
    "one SKU twice": lambda draft: one_model(draft, sku=draft.models[-1].sku),
    "no price": lambda draft: one_model(draft, price=Rupiah(0)),
    "a stock that is too big": lambda draft: one_model(draft, stock=10**8),
    "an option that is not in the list": lambda draft: one_model(
        draft, options=("tidak ada di daftar " * 8, *draft.models[0].options[1:])
    ),
    "one option twice": lambda draft: one_model(draft, options=draft.models[-1].options),
    "too many dimensions": lambda draft: replace(
        draft,
        tiers=tuple(Tier(f"Hal {at}", ("a",)) for at in range(6)),
        models=(replace(draft.models[0], options=("a",) * 6),),
    ),
    "a pre-order of years": lambda draft: replace(draft, pre_order_days=4_000),
}


@pytest.mark.parametrize("name", SPOILT)
def test_what_lacks_something_is_refused_there_too(stall: Stall, name: str) -> None:
    rules = stall.rules()
    assert any(attribute.required for attribute in rules.attributes)
    draft = SPOILT[name](stall.draft(rules))
    before = stall.count()
    assert stall.lacks(draft, rules) != ()
    with pytest.raises(Rejected) as caught:
        stall.publish(draft)
    for language in LANGUAGES:
        assert sentence(stall.world.key, caught.value.key, language)
    # A marketplace of several steps may refuse a later one; buyers never see the first.
    added = list(stall.world.sim.book.shop(stall.shop).items.values())[before:]
    assert all(item.status is ListingStatus.HIDDEN for item in added)


@pytest.mark.parametrize("mark", ["👕", "✨", "\u0007", "!" * 10, "a" * 12])
def test_what_a_text_may_hold_is_told_beforehand(stall: Stall, mark: str) -> None:
    rules = stall.rules()
    plain = stall.draft(rules)
    marked = replace(plain, title=f"{mark} {plain.title}"[: rules.title.most])
    if not rules.plain_text:
        assert stall.lacks(marked, rules) == ()
        return
    assert [lack.key for lack in stall.lacks(marked, rules)] == ["ready.plain_text"]
    with pytest.raises(Rejected):
        stall.publish(marked)


def test_after_a_lost_answer_the_listing_is_found(world: World, stall: Stall) -> None:
    draft = stall.draft()
    skus = [model.sku for model in draft.models][:10]
    assert stall.catalogue.find(skus) == ()
    proxy = stall.losing_the_birth()
    with pytest.raises(OutcomeUnknown):
        stall.through(proxy.url).publish(draft, stall.key())
    proxy.stop()
    (item_id,) = {view.item_id for view in stall.catalogue.find(skus)}
    assert item_id == list(world.sim.book.shop(stall.shop).items)[-1]


def test_a_broken_server_makes_nothing(world: World, stall: Stall) -> None:
    draft = stall.draft()
    before = stall.count()
    world.faults(server_error_rate=1)
    with pytest.raises(ConnectorError):
        stall.catalogue.publish(draft, stall.key())
    world.faults()
    assert stall.count() == before
    stall.publish(draft)
    assert stall.count() == before + 1


def test_finishing_again_changes_nothing(stall: Stall) -> None:
    draft = stall.draft()
    published = stall.publish(draft)
    before = stall.views(published.item_id)
    again = stall.complete(stall.catalogue.finish(published.item_id, draft), draft)
    assert again == published
    assert stall.views(published.item_id) == before


def test_a_listing_is_found_by_each_of_its_skus_hidden_or_not(stall: Stall) -> None:
    draft = stall.draft()
    published = stall.publish(draft)
    stall.catalogue.show([published.item_id], False)
    for model in draft.models[:3]:
        (view,) = stall.catalogue.find([model.sku])
        assert (view.item_id, view.sku) == (published.item_id, model.sku)
    assert stall.catalogue.find(["NOBODY-HAS-THIS"]) == ()


def test_no_shop_finds_anothers_listings(world: World, clock: HandSetClock, stall: Stall) -> None:
    draft = stall.draft()
    stall.publish(draft)
    assert Stall(world, clock, OTHER_SHOP).catalogue.find([draft.models[0].sku]) == ()


def test_a_shop_makes_listings_for_itself_alone(world: World, stall: Stall) -> None:
    before = set(world.sim.book.shop(OTHER_SHOP).items)
    stall.publish(stall.draft())
    assert set(world.sim.book.shop(OTHER_SHOP).items) == before


def test_stock_can_be_written_to_a_new_listing(world: World, stall: Stall) -> None:
    published = stall.publish(stall.draft())
    if stall.status(published.item_id) is not ListingStatus.LIVE:
        stall.catalogue.show([published.item_id], True)
        stall.wait()
    (outcome,) = world.connect().push_stock(published.item_id, [StockRow(published.models[0], 4)])
    assert outcome.applied is Applied.YES
    assert world.shown(published.item_id, published.models[0])[0] == 4


def test_goods_to_be_made_first_promise_their_days(stall: Stall) -> None:
    rules = stall.rules(pre_order=True)
    least = rules.pre_order_days.least or 1
    draft = replace(stall.draft(rules), pre_order_days=least)
    assert stall.lacks(draft, rules) == ()
    page = stall.item(stall.publish(draft).item_id).page
    assert page is not None
    assert page.pre_order_days == least


def test_too_many_calls_make_nothing(world: World, stall: Stall) -> None:
    draft = stall.draft()
    before = stall.count()
    world.faults(calls_per_second=0.001, burst=1)
    stall.world.connect().check()
    with pytest.raises(RateLimited):
        stall.catalogue.publish(draft, stall.key())
    assert stall.count() == before


@pytest.mark.parametrize("faults", FAULTS, ids=lambda faults: next(iter(faults)))
def test_no_failure_tells_a_secret(world: World, stall: Stall, faults: dict[str, float]) -> None:
    draft, hidden = stall.draft(), secrets(world)
    world.faults(**faults)
    catalogue = world.connect(timeouts=HASTY).catalogue
    assert catalogue is not None
    calls: list[Callable[[], object]] = [
        catalogue.categories,
        lambda: catalogue.publish(draft, "k"),
        lambda: catalogue.show([SHIRT], False),
        lambda: catalogue.upload_image(picture(), "foto.jpg"),
        lambda: catalogue.find(["X"]),
        lambda: catalogue.update(SHIRT, draft),
    ]
    said = []
    for call in calls:
        try:
            said.append(repr(call()))
        except ConnectorError as error:
            said.append(told(error))
    assert len(said) == len(calls)
    assert not [secret for secret in hidden for text in said if secret in text]
