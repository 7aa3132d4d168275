"""The words of the first chapter: averages, and what one may ask of them."""

from facegen.answers.story import beginning
from facegen.answers.story.averages import (
    LETTERS,
    SIZES,
    SURPRISES,
    ask,
    average,
    guess,
    median,
    surprise,
)
from facegen.answers.story.step import Step

AVERAGES = (
    Step(
        key="guess",
        title=beginning.STEP_TITLE,
        text=beginning.STEP_TEXT,
        action="Which one?",
        choices=(*((one, one) for one in LETTERS), ("all", "All of them"), ("none", "None")),
        answer=guess,
        quiz=True,
    ),
    Step(
        key="average",
        title="Average everybody",
        text=(
            "A picture is a grid of pixels, and a pixel is three numbers from 0 to 255: how much "
            "red, green and blue. So pictures can be added up, pixel by pixel, and divided by "
            "their number. What comes out might have been a mess. It is a face.",
            "The more faces, the calmer the picture. Its noise falls as *1 / √n*: for half the "
            "noise you need four times the faces. With both axes counted in powers of ten that "
            "is a straight line, until everybody is in and nothing is left to chance.",
        ),
        action="How many faces?",
        choices=(*((str(size), f"{size:,}") for size in SIZES), ("all", "All")),
        answer=average,
        control="slider",
        first="20",
    ),
    Step(
        key="ask",
        title="Ask for some",
        text=(
            "Every face comes with a list of what is in it: glasses, a smile, a mustache. Average "
            "only those with an entry, and you have asked for a face: x is the face, y is what it "
            "must have, and *p(x | y)* reads “x, given y”. How many of all faces have it is "
            "*p(y)*.",
            "Every further condition leaves fewer faces, and the picture grows grainy again. You "
            "know why.",
        ),
        action="Add conditions one by one.",
        choices=(
            ("Male", "Male"),
            ("Male,Eyeglasses", "+ glasses"),
            ("Male,Eyeglasses,Mustache", "+ mustache"),
            ("Male,Eyeglasses,Mustache,Smiling", "+ smiling"),
            ("-Male", "Not male"),
        ),
        answer=ask,
        first="Male",
        attributes=("Male", "Eyeglasses", "Mustache", "Smiling"),
    ),
    Step(
        key="surprise",
        title="A surprise",
        text=(
            "These are smiling women who are listed with pointy noses. Look at the picture: "
            " they share something that nobody asked for.",
            "People who have one thing often have another: that is what *dependent* means. An "
            "average shows it at once, where a list of names and ticks would not.",
        ),
        action="What else do most of them have?",
        choices=SURPRISES,
        answer=surprise,
        attributes=("Male", "Smiling", "Pointy_Nose", *(name for name, _ in SURPRISES)),
        quiz=True,
    ),
    Step(
        key="nobody",
        title="And if nobody is like that?",
        text=(
            "Counting works as long as there is somebody to count. Add conditions that rarely go "
            "together, and sooner or later no face is left. Yet you can imagine such a person: "
            "what is missing here is not possible faces, but pictures of them.",
            "Keep that in mind. Everything further down is about making what was *not* in the "
            "pictures.",
        ),
        action="Add conditions until nobody is left.",
        choices=(
            ("Mustache", "Mustache"),
            ("Mustache,Sideburns", "+ sideburns"),
            ("Mustache,Sideburns,Wavy_Hair", "+ wavy hair"),
            ("Mustache,Sideburns,Wavy_Hair,Heavy_Makeup", "+ heavy make-up"),
        ),
        answer=ask,
        first="Mustache",
        attributes=("Mustache", "Sideburns", "Wavy_Hair", "Heavy_Makeup"),
    ),
    Step(
        key="median",
        title="Mean or median?",
        text=(
            "There is more than one middle. The *mean* adds up and divides. The *median* lines all "
            "values up by size and takes the one half-way: as many faces are darker there as are "
            "brighter.",
            "The mean is to the left of the line, the median to the right. Drag it over the eyes "
            "and the hair.",
        ),
        action="Which one is sharper?",
        choices=(("mean", "The mean"), ("median", "The median")),
        answer=median,
        quiz=True,
    ),
)
