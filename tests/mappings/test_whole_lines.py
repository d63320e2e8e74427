from hypothesis import given
from hypothesis import strategies as st

from mappings.money import Rupiah
from mappings.whole_lines import WholeLine, whole_lines

UNITS = st.dictionaries(st.sampled_from("abcde"), st.integers(1, 40), min_size=1)
PRICES = st.dictionaries(st.sampled_from("abcde"), st.integers(0, 500_000).map(Rupiah))


@given(st.integers(0, 10**9).map(Rupiah), UNITS, PRICES)
def test_the_lines_of_any_pack_or_bundle_cost_exactly_what_was_paid(
    total: Rupiah, units: dict[str, int], prices: dict[str, Rupiah]
) -> None:
    lines = whole_lines(total, units, prices)
    assert sum(line.quantity * line.unit_price for line in lines) == total
    for key, count in units.items():
        assert sum(line.quantity for line in lines if line.variant_key == key) == count
    assert [line.variant_key for line in lines] == sorted(line.variant_key for line in lines)


def test_three_pieces_for_ten_thousand_are_two_lines_of_whole_rupiah() -> None:
    assert whole_lines(Rupiah(10_000), {"a": 3}, {}) == [
        WholeLine("a", 2, Rupiah(3333)),
        WholeLine("a", 1, Rupiah(3334)),
    ]
