"""The words faces are described with: CelebA's forty attributes, their groups, and `Query`.

A store may use other words than CelebA's; a query is therefore plain names, checked against a
store's own list with `Query.check`. This module knows nothing of faces or files.
"""

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from facegen.errors import QueryError


@dataclass(frozen=True)
class Attribute:
    """One attribute: its name in the tables and the plain words shown to a person."""

    name: str
    label: str


@dataclass(frozen=True)
class Group:
    """Attributes people think of together; `note` says what to know before trusting them."""

    title: str
    attributes: tuple[Attribute, ...]
    note: str = ""


def _group(title: str, names: str, note: str = "") -> Group:
    """Build a group from lines of `Name = plain words`."""
    pairs = (line.split("=") for line in names.strip().splitlines())
    return Group(
        title, tuple(Attribute(name.strip(), label.strip()) for name, label in pairs), note
    )


CELEBA_GROUPS: tuple[Group, ...] = (
    _group("Person", "Male = Male\nYoung = Young"),
    _group(
        "Hair",
        """
        Black_Hair = Black
        Blond_Hair = Blond
        Brown_Hair = Brown
        Gray_Hair = Gray
        Straight_Hair = Straight
        Wavy_Hair = Wavy
        Bangs = Bangs
        Receding_Hairline = Receding
        Bald = Bald
        """,
    ),
    _group(
        "Beard",
        """
        No_Beard = No beard
        5_o_Clock_Shadow = Stubble
        Goatee = Goatee
        Mustache = Mustache
        Sideburns = Sideburns
        """,
    ),
    _group(
        "Face",
        """
        Oval_Face = Oval face
        High_Cheekbones = High cheekbones
        Arched_Eyebrows = Arched brows
        Bushy_Eyebrows = Bushy brows
        Narrow_Eyes = Narrow eyes
        Bags_Under_Eyes = Bags under eyes
        Rosy_Cheeks = Rosy cheeks
        """,
    ),
    _group("Expression", "Smiling = Smiling\nMouth_Slightly_Open = Mouth open"),
    _group(
        "Wearing",
        """
        Eyeglasses = Glasses
        Wearing_Hat = Hat
        Wearing_Earrings = Earrings
        Wearing_Necklace = Necklace
        Wearing_Necktie = Necktie
        Wearing_Lipstick = Lipstick
        Heavy_Makeup = Heavy make-up
        """,
    ),
    _group("Photograph", "Blurry = Blurry"),
    _group(
        "A stranger's opinion",
        """
        Attractive = “Attractive”
        Chubby = “Chubby”
        Double_Chin = “Double chin”
        Pale_Skin = “Pale skin”
        Big_Lips = “Big lips”
        Big_Nose = “Big nose”
        Pointy_Nose = “Pointy nose”
        """,
        note="Judgements by paid annotators, not facts about a person.",
    ),
)

_LABELS = {one.name: one.label for group in CELEBA_GROUPS for one in group.attributes}

CELEBA_ATTRIBUTES: tuple[str, ...] = tuple(
    """
    5_o_Clock_Shadow Arched_Eyebrows Attractive Bags_Under_Eyes Bald Bangs Big_Lips Big_Nose
    Black_Hair Blond_Hair Blurry Brown_Hair Bushy_Eyebrows Chubby Double_Chin Eyeglasses Goatee
    Gray_Hair Heavy_Makeup High_Cheekbones Male Mouth_Slightly_Open Mustache Narrow_Eyes No_Beard
    Oval_Face Pale_Skin Pointy_Nose Receding_Hairline Rosy_Cheeks Sideburns Smiling Straight_Hair
    Wavy_Hair Wearing_Earrings Wearing_Hat Wearing_Lipstick Wearing_Necklace Wearing_Necktie Young
    """.split()
)
"""CelebA's forty attributes in the order of its table.

Source: Liu, Luo, Wang, Tang, Deep Learning Face Attributes in the Wild, ICCV 2015,
`list_attr_celeba.txt`.
"""


def plain(name: str) -> str:
    """Return an attribute's name as it stands in a sentence: `Wavy Hair` for `Wavy_Hair`."""
    return name.replace("_", " ")


def in_words(name: str) -> str:
    """Return what an attribute is called in a sentence: as its chip says, and what of.

    `Glasses` for `Eyeglasses`, as on the chip; `Blond hair` for `Blond_Hair`, whose chip says
    `Blond` among those of hair; a name that is not CelebA's as `plain` writes it.
    """
    label = _LABELS.get(name)
    if label is None:
        return plain(name)
    words = plain(name).capitalize()
    return words if words.startswith(f"{label} ") else label


def groups_of(names: Sequence[str]) -> tuple[Group, ...]:
    """Sort a store's attributes into groups.

    CelebA's own names go where a person looks for them; any others stand together, in the store's
    order, under their own names.
    """
    known = set(names)
    groups = []
    for group in CELEBA_GROUPS:
        kept = tuple(attribute for attribute in group.attributes if attribute.name in known)
        if kept:
            groups.append(Group(group.title, kept, group.note))
    placed = {attribute.name for group in groups for attribute in group.attributes}
    own = tuple(Attribute(name, plain(name)) for name in names if name not in placed)
    return (*groups, Group("Attributes", own)) if own else tuple(groups)


FAVOURITES = ("Male", "Young", "Smiling", "Eyeglasses", "Blond_Hair", "Mustache")
"""What people ask for first."""


def favourites_first(names: Sequence[str]) -> tuple[Group, ...]:
    """Sort a store's attributes into groups, those that are asked for most in one before all."""
    groups = groups_of(names)
    known = {one.name: one for group in groups for one in group.attributes}
    first = tuple(known[name] for name in FAVOURITES if name in known)
    rest = (
        Group(group.title, tuple(one for one in group.attributes if one not in first), group.note)
        for group in groups
    )
    favourites = (Group("Asked for most", first),) if first else ()
    return tuple(group for group in (*favourites, *rest) if group.attributes)


@dataclass(frozen=True)
class Query:
    """Which faces are meant: those with every required and none of the excluded attributes.

    The empty query means all faces. Names are kept once each, in alphabetical order, so that equal
    questions are equal queries. An attribute may be both required and excluded; such a query is
    contradictory and matches no face.

    Attributes:
        required: Attributes a face must have.
        excluded: Attributes a face must not have ("Female" is `Query(excluded=("Male",))`).
    """

    required: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Bring both lists into their one order.

        Raises:
            QueryError: If one is a text, which would be taken for the list of its letters.
        """
        for field in ("required", "excluded"):
            names = getattr(self, field)
            if isinstance(names, str):
                raise QueryError(
                    f"{field} must be a list of names, but is '{names}'; write ('{names}',)."
                )
            object.__setattr__(self, field, tuple(sorted(set(names))))

    @property
    def contradictions(self) -> tuple[str, ...]:
        """Attributes that are both required and excluded."""
        return tuple(name for name in self.required if name in self.excluded)

    def check(self, known: Sequence[str]) -> None:
        """Refuse names that a store does not have.

        Args:
            known: The store's attribute names.

        Raises:
            QueryError: Naming the first unknown attribute and the closest known one.
        """
        for name in (*self.required, *self.excluded):
            if name not in known:
                raise QueryError(
                    f"'{name}' is not an attribute of these faces. {_hint(name, known)}"
                )

    def __str__(self) -> str:
        """Write the query in words, such as `Male + Smiling without Glasses`.

        They come in the order of the groups, as people are described: who, hair, face, clothes.
        """
        words = " + ".join(map(in_words, _as_described(self.required))) or "all faces"
        excluded = ", ".join(map(in_words, _as_described(self.excluded)))
        return f"{words} without {excluded}" if excluded else words


def _as_described(names: Sequence[str]) -> list[str]:
    """Sort names by group, and those that are in none behind them, as they stand."""
    places = {name: place for place, name in enumerate(_LABELS)}
    return sorted(names, key=lambda name: places.get(name, len(places)))


def _hint(name: str, known: Iterable[str]) -> str:
    known = list(known)
    folded = {candidate.lower(): candidate for candidate in known}
    close = difflib.get_close_matches(str(name).lower(), list(folded), n=1, cutoff=0.6)
    if close:
        return f"Did you mean '{folded[close[0]]}'?"
    if not known:
        return "These faces have no attributes; leave the query empty."
    return f"Choose from: {', '.join(known)}."
