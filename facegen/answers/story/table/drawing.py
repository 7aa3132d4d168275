"""The words of the third chapter: making faces out of what was counted."""

from facegen.answers.story.drawing import WHOLE, gaussians, numbers, patches
from facegen.answers.story.step import Step

DRAWING = (
    Step(
        key="patches",
        title="Draw each pixel by itself",
        text=(
            "An average is always the same face. For a *new* one, draw: take each pixel from "
            "another face, picked at random. Every single colour is right then, and yet no face "
            "comes out. A red lip pixel stands beside a pale one, for neighbours were not asked.",
            "So cut larger patches. The larger they are, the more hangs together, and the more of "
            "it is simply copied.",
        ),
        action="How large is a patch?",
        choices=(
            *((str(px), f"{px} px") for px in (1, 2, 4, 8, 16, 32)),
            (WHOLE, "all"),
        ),
        answer=patches,
        control="slider",
        first="1",
    ),
    Step(
        key="numbers",
        title="Two numbers instead of a thousand",
        text=(
            "A count knows only what was seen: values that never came up have probability 0. "
            "Nobody believes that they are impossible.",
            "A *Gaussian*, the bell-shaped curve, is a guess at what is behind the numbers. It has "
            "a mean, where its middle is, and a deviation, how wide it is, and nothing else. With "
            "it one can draw values that were never seen: this is the step from counting to making "
            "things up.",
        ),
        action="What shall be shown?",
        choices=(
            ("numbers", "1,000 numbers"),
            ("gaussian", "The bell over them"),
            ("again", "1,000 new ones from it"),
            ("uniform", "Where it does not fit"),
        ),
        answer=numbers,
        first="numbers",
        of_dataset=False,
    ),
    Step(
        key="gaussians",
        title="Faces from a bell",
        text=(
            "Do the same with faces. Give every pixel a bell of its own; or find the hundred or so "
            "ways in which whole faces differ, and give a bell to each of *those*.",
            "Three things are wanted of a machine that makes faces: they look right, they vary, "
            "and one can say what one wants. No bell does all three.",
        ),
        action="A bell for what?",
        choices=(("gaussian", "Each pixel"), ("eigenfaces", "Whole faces")),
        answer=gaussians,
        first="gaussian",
    ),
)
