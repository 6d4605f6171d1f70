from dataclasses import replace

from analyzers.frozen import frozen, lazy


@frozen()
class Point:
    x: float
    y: float = 0.0

    @lazy
    def square(self) -> float:
        """x² + y²"""
        FOUND.append(self)
        return self.x**2 + self.y**2


@frozen(eq=False)
class Place:
    x: float


FOUND: list[Point] = []


def test_values_of_the_same_fields_are_one_in_a_set() -> None:
    assert {Point(1.0), Point(1.0, 0.0), replace(Point(2.0), x=1.0)} == {Point(1.0)}


def test_values_that_are_not_compared_are_each_their_own() -> None:
    assert len({Place(1.0), Place(1.0)}) == 2


def test_a_lazy_field_is_found_once_for_each_value() -> None:
    FOUND.clear()
    point, other = Point(3.0, 4.0), Point(1.0)
    assert (point.square, point.square, other.square) == (25.0, 25.0, 1.0)
    assert len(FOUND) == 2
