"""The words of the second chapter: what a probability is, of one thing and of many together."""

from facegen.answers.story.chances import (
    BOOK,
    PAIRS,
    balance,
    batches,
    belief,
    colours,
    four_pixels,
)
from facegen.answers.story.step import Step

CHANCES = (
    Step(
        key="batches",
        title="What is a probability?",
        text=(
            "Count. A folder has 600 pictures of dogs and 400 of cats: "
            "*p_data(dog) = 600 / 1,000 = 0.6*, and 0.4 for cats. That is all.",
            "A network does not look at a folder at once but at *minibatches*, 50 pictures here. "
            "Each row is one, each dot a picture. In which order they come decides what it learns.",
        ),
        action="In which order should it see them?",
        choices=(("folder", "As in the folder"), ("shuffled", "Shuffled"), ("balanced", "Evenly")),
        answer=batches,
        first="folder",
        of_dataset=False,
    ),
    Step(
        key="balance",
        title="Tip the scales",
        text=(
            "What holds for dogs and cats holds for faces. If the data have more women than men, "
            "so has their average, and so will whatever learns from them.",
            "One may decide to draw differently: *p_sample* is the share that you give them, "
            "whatever the data say. Watch jaw, brows and hair.",
        ),
        action="What share of men?",
        choices=(("0", "0 %"), ("25", "25 %"), ("50", "50 %"), ("75", "75 %"), ("100", "100 %")),
        answer=balance,
        control="slider",
        first="50",
        attributes=("Male",),
    ),
    Step(
        key="belief",
        title="60 % sure",
        text=(
            "There is another kind of probability. A network that names what it sees says "
            "“smiling: 0.6” of a single picture. Nothing was counted here, there is only one "
            "picture. The number tells how *sure* it is.",
            "One calls the first kind frequency, the second belief. They are written alike and "
            "follow the same rules; it pays to ask which one is meant.",
        ),
        action="Show a picture of which it is …",
        choices=(
            ("sure", "sure that it smiles"),
            ("unsure", "not sure"),
            ("sure-not", "sure that it does not"),
        ),
        answer=belief,
        first="unsure",
        of_dataset=False,
    ),
    Step(
        key="colours",
        title="A histogram forgets where",
        text=(
            "Count the colours of a picture: how many pixels have how much red, green and blue. "
            "That is a *histogram*. It tells how much sky there is, and not that it is above.",
            "So it is no description of a picture. To see that, destroy the picture and keep "
            "every pixel.",
        ),
        action="What shall be counted?",
        choices=(
            ("picture", "A picture"),
            ("shuffled", "Its pixels, shuffled"),
            ("all", "Every picture"),
        ),
        answer=colours,
        first="picture",
    ),
    Step(
        key="four-pixels",
        title="All pixels at once",
        text=(
            "What would know *where*? A table of whole pictures: how often does just this one "
            "occur? Here are three pictures of four pixels, black or white. x1 is at the top left, "
            "x2 at the top right, x3 and x4 below. Sixteen pictures are possible, so the table has "
            "sixteen rows, and *p(x1, x2, x3, x4)* is all there is to know. Every other "
            "probability is a sum of rows.",
            "Why not do so for faces? In colour a pixel has 256 · 256 · 256 = 16,777,216 values "
            "instead of 2. The table of a picture of 64 × 64 pixels would have 16,777,216 to the "
            "power of 4,096 rows, a number of 29,593 digits. No table. Something must *stand for* "
            "it: a model, p_model.",
        ),
        action="Click pixels, and choose which two to look at.",
        choices=tuple((f"{i + 1}{j + 1}", f"x{i + 1} and x{j + 1}") for i, j in PAIRS),
        answer=four_pixels,
        control="pixels",
        first=f"{BOOK}-12",
        of_dataset=False,
    ),
)
