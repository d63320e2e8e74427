"""Descriptions as sellers see them in a marketplace: plain text, whatever the editor left behind."""

from __future__ import annotations

import json

import pytest

from storefront_sync.saleor.rich_text import LONGEST, plain_text


def blocks(*given: object) -> str:
    return json.dumps({"time": 1, "version": "2.24", "blocks": list(given)})


def paragraph(text: object) -> dict[str, object]:
    return {"type": "paragraph", "data": {"text": text}}


@pytest.mark.parametrize(
    "given",
    [
        *(None, "", "null", "{", "[]", '"text"', "7", "{}", '{"blocks": null}'),
        *('{"blocks": [null, 3, "x"]}', '{"blocks": [{"type": "paragraph"}]}', "[" * 100_000),
    ],
)
def test_what_isnt_a_description_is_empty(given: str | None) -> None:
    assert plain_text(given) == ""


def test_blocks_are_paragraphs_and_headings_have_no_marks() -> None:
    given = blocks({"type": "header", "data": {"text": "Kemeja", "level": 2}}, paragraph("Halus."))
    assert plain_text(given) == "Kemeja\n\nHalus."


def test_tags_go_and_signs_are_read() -> None:
    text = (
        'Batik <b>tulis</b> &amp; cap&nbsp;<a href="http://x.test/">di sini</a>'
        "<br>Baris 2<script>x()</script>"
    )
    assert plain_text(blocks(paragraph(text))) == "Batik tulis & cap di sini\nBaris 2"


def test_a_smaller_sign_that_begins_no_tag_stays() -> None:
    assert plain_text(blocks(paragraph("Umur < 5 tahun"))) == "Umur < 5 tahun"


def test_lists_are_lines_in_both_forms_of_the_editor() -> None:
    old = {"type": "list", "data": {"style": "ordered", "items": ["Cuci", "Jemur"]}}
    new = {
        "type": "list",
        "data": {
            "style": "unordered",
            "items": [{"content": "Isi", "items": [{"content": "6 <i>buah</i>"}]}],
        },
    }
    assert plain_text(blocks(old, new)) == "1. Cuci\n2. Jemur\n\n- Isi\n  - 6 buah"


def test_lists_in_lists_without_end_are_cut() -> None:
    item: dict[str, object] = {"content": "x"}
    for _ in range(300):
        item = {"content": "x", "items": [item]}
    assert plain_text(blocks({"type": "list", "data": {"items": [item]}})).count("x") == 9


def test_tables_quotes_and_raw_html_keep_their_words() -> None:
    table = {"type": "table", "data": {"content": [["S", "M"], ["90", 100]]}}
    quote = {"type": "quote", "data": {"text": "Bagus", "caption": "Ibu Sri"}}
    raw = {"type": "raw", "data": {"html": "<p>Satu</p><p>Dua</p><style>p{}</style>"}}
    assert plain_text(blocks(table, quote, raw)) == "S | M\n90 | 100\n\nBagus\nIbu Sri\n\nSatu\nDua"


def test_pictures_and_kinds_that_nobody_knows_are_left_out() -> None:
    image = {"type": "image", "data": {"file": {"url": "http://x.test/a.jpg"}}}
    odd = {"type": "hologram", "data": {"text": ["a"], "beam": 1}}
    assert plain_text(blocks(image, odd, {"type": "delimiter", "data": {}}, paragraph("Isi"))) == "Isi"


def test_a_text_without_end_is_cut() -> None:
    assert len(plain_text(blocks(paragraph("a" * 3 * LONGEST)))) == LONGEST
