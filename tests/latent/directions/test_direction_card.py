import re
from dataclasses import replace

from facegen.latent.directions.direction_card import best, drawn_sheet, table_of
from facegen.latent.directions.directions import AttributeDirection, Directions
from facegen.latent.directions.effects import Effect
from facegen.models.generator import FaceGenerator
from tests.latent.conftest import SIZES


def test_the_table_says_how_it_was_measured_and_of_how_many(directions: Directions) -> None:
    text = table_of(directions, "x/sheet.webp")
    assert f"from {SIZES.learned:,} of the generator's own faces" in text
    assert f"measured on {SIZES.measured} fresh ones" in text
    table = text.split("## Principal components")[1]
    shares = [float(share) for share in re.findall(r"^\| \d+ \| ([\d.]+) \|", table, re.M)]
    assert shares == [round(100 * c.variance, 1) for c in directions.components[:10]]


def of(directions: Directions, effects: dict[str, tuple[float, float]]) -> Directions:
    """Return the directions with these effects on targets and on others."""
    changed: list[AttributeDirection] = []
    for one in directions.attributes:
        target, others = effects[one.name]
        effect = Effect(target, others, 0.5, 0.1, (("Male", 0.3), ("Young", -0.2)))
        changed.append(AttributeDirection(one.name, effect, (), None))
    return replace(directions, attributes=tuple(changed))


def test_the_best_do_much_and_little_else_and_opinions_come_last(directions: Directions) -> None:
    apart = replace(directions, readings=0 * directions.readings)  # no two are alike
    known = of(
        apart,
        {
            "Smiling": (0.9, 0.4),  # 0.1 is left
            "Male": (0.5, 0.1),  # 0.3
            "Young": (0.9, 0.0),  # 0.9
            "Bangs": (0.4, 0.0),  # 0.4
            "Hat": (0.2, 0.2),  # -0.2
        },
    )
    assert [one.name for one in best(known, 5)] == ["Young", "Bangs", "Male", "Smiling", "Hat"]
    assert [one.name for one in best(known, 2)] == ["Young", "Bangs"]
    text = table_of(known, "sheet.webp")
    rows = re.findall(r"^\| (\w+) \| (-?\d+) \| (\d+) \| (.*?) \| 50 \|", text, re.M)
    moved = "Male +30, Young -20"
    assert rows[0] == ("Young", "90", "0", moved)
    assert rows[-1] == ("Hat", "20", "20", moved)


def test_of_two_that_are_alike_one_is_shown(directions: Directions) -> None:
    same = directions.units[:1].repeat(len(directions.units), 1)
    alike = replace(directions, units=same, readings=same)
    chosen = best(alike, 5)
    assert len({one.name for one in chosen}) == 5  # the others follow where there are no better
    gains = [one.effect.target - 2 * one.effect.others for one in chosen]
    assert gains == sorted(gains, reverse=True)


def test_table_and_sheet(generator: FaceGenerator, directions: Directions) -> None:
    text = table_of(directions, "sheet.webp")
    assert "](sheet.webp)" in text
    for attribute in directions.attributes:
        assert f"| {attribute.name} | {100 * attribute.effect.target:.0f} |" in text
    chosen = best(directions, 3)
    assert len({attribute.name for attribute in chosen}) == 3
    gains = [a.effect.target - 2 * a.effect.others for a in directions.attributes]
    assert chosen[0] == directions.attributes[gains.index(max(gains))]
    assert drawn_sheet(generator, directions, 3).shape == (3 * 128, 190 + 7 * 128, 3)
