"""The nineteen governorates of Iraq, in the house form."""

from __future__ import annotations

GOVERNORATES = (
    "Anbar", "Babil", "Baghdad", "Basra", "Dhi Qar", "Diyala", "Duhok", "Erbil", "Halabja",
    "Karbala", "Kirkuk", "Maysan", "Muthanna", "Najaf", "Ninewa", "Qadisiyah", "Salah ad-Din",
    "Sulaymaniyah", "Wasit",
)  # fmt: skip
