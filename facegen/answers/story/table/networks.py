"""The words of the last chapter: networks."""

from facegen.answers.story.networks import TRAITS, learning, turn
from facegen.answers.story.step import Step
from facegen.attributes import CELEBA_GROUPS

_LABELS = {one.name: one.label for group in CELEBA_GROUPS for one in group.attributes}

NETWORKS = (
    Step(
        key="learning",
        title="Two networks learn from each other",
        text=(
            "A network is a formula with millions of numbers that can be set. One, the *painter*, "
            "turns random numbers into a picture. Another, the *judge*, is shown real faces and "
            "painted ones, and says which is which. Each is nudged, picture by picture: the judge "
            "to be right, the painter to be believed. Nobody ever tells them what a face is.",
            "A loss is what one lost to the other. So the curves do not fall to zero: when one "
            "gets better, the other gets worse. To see whether they get on, look at the pictures.",
        ),
        action="How far through the training?",
        choices=(
            ("0", "start"),
            ("1", "1 %"),
            ("3", "3 %"),
            ("10", "10 %"),
            ("30", "30 %"),
            ("60", "60 %"),
            ("100", "end"),
        ),
        answer=learning,
        control="slider",
        first="10",
    ),
    Step(
        key="turn",
        title="Your turn",
        text=(
            "This is the painter at the end of its training, here with you. It looks right, more "
            "or less; every seed is another face; and with sliders one can say what one wants. "
            "The beginning of this page was an average. This is no average of anybody.",
            "In the workbench there is more of everything: forty attributes, your own photo, a "
            "training of your own.",
        ),
        action="Make somebody up.",
        choices=tuple((name, _LABELS[name]) for name in TRAITS),
        answer=turn,
        control="faces",
        first="seed=7&truncation=0.7",
    ),
)
