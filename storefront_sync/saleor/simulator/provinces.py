"""The provinces of Google's i18n address data inside Saleor 3.23 (November 2026): 34, without the four Papuan
ones made in 2022."""

from __future__ import annotations

PROVINCES = {
    "Aceh": "Aceh",
    "Bali": "Bali",
    "Banten": "Banten",
    "Bengkulu": "Bengkulu",
    "Daerah Istimewa Yogyakarta": "Special Region of Yogyakarta",
    "DKI Jakarta": "Jakarta",
    "Gorontalo": "Gorontalo",
    "Jambi": "Jambi",
    "Jawa Barat": "West Java",
    "Jawa Tengah": "Central Java",
    "Jawa Timur": "East Java",
    "Kalimantan Barat": "West Kalimantan",
    "Kalimantan Selatan": "South Kalimantan",
    "Kalimantan Tengah": "Central Kalimantan",
    "Kalimantan Timur": "East Kalimantan",
    "Kalimantan Utara": "North Kalimantan",
    "Kepulauan Bangka Belitung": "Bangka Belitung Islands",
    "Kepulauan Riau": "Riau Islands",
    "Lampung": "Lampung",
    "Maluku": "Maluku",
    "Maluku Utara": "North Maluku",
    "Nusa Tenggara Barat": "West Nusa Tenggara",
    "Nusa Tenggara Timur": "East Nusa Tenggara",
    "Papua": "Papua",
    "Papua Barat": "West Papua",
    "Riau": "Riau",
    "Sulawesi Barat": "West Sulawesi",
    "Sulawesi Selatan": "South Sulawesi",
    "Sulawesi Tengah": "Central Sulawesi",
    "Sulawesi Tenggara": "South East Sulawesi",
    "Sulawesi Utara": "North Sulawesi",
    "Sumatera Barat": "West Sumatra",
    "Sumatera Selatan": "South Sumatra",
    "Sumatera Utara": "North Sumatra",
}
"""Each by its Indonesian name, which is stored, with its English one, which is taken for it."""
