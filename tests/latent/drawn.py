"""Recipes as hypothesis draws them."""

from hypothesis import strategies as st

from facegen.latent.recipe import LARGEST_SEED, MOST_OFFSET, Recipe, bytes_of

OFFSETS = st.floats(-MOST_OFFSET, MOST_OFFSET)


NUMBERS = st.lists(st.floats(width=32, allow_nan=False, allow_infinity=False), min_size=1).map(
    bytes_of
)


STARTS = st.one_of(
    st.builds(dict, seed=st.integers(0, LARGEST_SEED)),
    st.builds(dict, latent=NUMBERS),
    st.builds(dict, style=NUMBERS),
)


@st.composite
def recipes(draw: st.DrawFn) -> Recipe:
    return Recipe(
        **draw(STARTS),
        truncation=draw(st.floats(-2, 2)),
        centre=draw(st.sampled_from(["", "Young", "-5_o_Clock_Shadow"])),
        apart=draw(st.booleans()),
        components=tuple(draw(st.dictionaries(st.integers(0, 999), OFFSETS)).items()),
        attributes=tuple(
            draw(st.dictionaries(st.sampled_from(["Smiling", "5_o_Clock_Shadow"]), OFFSETS)).items()
        ),
        coordinates=tuple(draw(st.dictionaries(st.integers(0, 999), OFFSETS)).items()),
    )
