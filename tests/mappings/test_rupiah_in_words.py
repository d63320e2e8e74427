"""An amount in the words people use."""

from mappings.money import written


def test_rupiah_are_written_as_people_here_do() -> None:
    assert [written(0), written(-5_000), written(1_234_567), written(None)] == [
        "Rp0",
        "-Rp5.000",
        "Rp1.234.567",
        "–",
    ]
