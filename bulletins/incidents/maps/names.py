"""What stands written on the map: towns, governorates, countries, waters (points: GeoNames)."""

from __future__ import annotations

from typing import NamedTuple


class Town(NamedTuple):
    """A dot with a name. Rank 0 is the capital, 4 is written only where there is room."""

    name: str
    latitude: float
    longitude: float
    rank: int


class Writing(NamedTuple):
    """A name without a dot, with its turn in degrees."""

    name: str
    latitude: float
    longitude: float
    turn: float
    is_small: bool = False


TOWNS = [
    Town("Baghdad", 33.341, 44.401, 0),
    Town("Basra", 30.509, 47.780, 1),
    Town("Mosul", 36.335, 43.119, 1),
    Town("Erbil", 36.191, 44.009, 1),
    Town("Kirkuk", 35.468, 44.392, 1),
    Town("Sulaymaniyah", 35.565, 45.433, 2),
    Town("Najaf", 32.026, 44.346, 2),
    Town("Karbala", 32.616, 44.025, 2),
    Town("Nasiriyah", 31.058, 46.257, 2),
    Town("Ramadi", 33.421, 43.308, 2),
    Town("Fallujah", 33.349, 43.786, 3),
    Town("Baqubah", 33.754, 44.605, 2),
    Town("Tikrit", 34.616, 43.679, 2),
    Town("Kut", 32.513, 45.818, 2),
    Town("Amarah", 31.836, 47.145, 2),
    Town("Samawah", 31.332, 45.294, 2),
    Town("Duhok", 36.866, 42.988, 2),
    Town("Hillah", 32.464, 44.420, 2),
    Town("Diwaniyah", 31.993, 44.926, 2),
    Town("Halabja", 35.178, 45.986, 3),
    Town("Samarra", 34.196, 43.886, 3),
    Town("al-Qaim", 34.393, 40.989, 3),
    Town("Haditha", 34.137, 42.377, 3),
    Town("Rutba", 33.037, 40.286, 3),
    Town("Tal Afar", 36.379, 42.448, 3),
    Town("Sinjar", 36.321, 41.877, 3),
    Town("Hawija", 35.326, 43.773, 3),
    Town("Khanaqin", 34.348, 45.391, 3),
    Town("Baiji", 34.929, 43.489, 3),
    Town("Tuz Khurmatu", 34.888, 44.633, 3),
    Town("Hit", 33.637, 42.828, 4),
    Town("Balad", 34.015, 44.146, 4),
    Town("Mandali", 33.748, 45.555, 4),
    Town("Makhmur", 35.776, 43.580, 4),
    Town("Zakho", 37.149, 42.686, 4),
    Town("Muqdadiyah", 33.979, 44.937, 4),
    Town("Abu Ghraib", 33.306, 44.185, 4),
    Town("Tarmiyah", 33.674, 44.396, 4),
    Town("Mahmudiyah", 33.062, 44.366, 4),
    Town("Iskandariyah", 32.887, 44.346, 4),
    Town("Suwayrah", 32.926, 44.776, 4),
    Town("Musayyib", 32.779, 44.290, 4),
    Town("Umm Qasr", 30.036, 47.920, 4),
    Town("Rawa", 34.482, 41.919, 4),
    Town("Sharqat", 35.517, 43.228, 4),
    Town("Qayyarah", 35.799, 43.294, 4),
    Town("Daquq", 35.139, 44.449, 4),
    Town("Kalar", 34.628, 45.319, 4),
    Town("Baaj", 36.043, 41.716, 4),
    Town("Bartella", 36.354, 43.381, 4),
    Town("Zubayr", 30.392, 47.702, 4),
    Town("Soran", 36.656, 44.542, 4),
]

COUNTRIES = [
    Writing("TURKEY", 37.50, 41.20, 0),
    Writing("SYRIA", 35.75, 39.55, 0),
    Writing("JORDAN", 32.62, 38.55, 0, is_small=True),
    Writing("IRAN", 35.55, 47.60, 0),
    Writing("KUWAIT", 29.22, 47.48, 0, is_small=True),
    Writing("SAUDI ARABIA", 28.98, 43.62, 0),
]

WATERS = [
    Writing("Tigris", 35.72, 43.13, 66),
    Writing("Tigris", 32.20, 46.60, 40),
    Writing("Euphrates", 34.56, 41.60, -9),
    Writing("Euphrates", 31.60, 44.75, 28),
    Writing("L. Tharthar", 33.92, 43.25, 0),
    Writing("L. Razzaza", 32.78, 43.45, 0),
    Writing("Persian Gulf", 29.20, 48.76, 0),
]
