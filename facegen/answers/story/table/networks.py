"""The words of the last chapter: networks."""

from urllib.parse import urlencode

from facegen.answers.story.classifier import taught, turned
from facegen.answers.story.judge import looks_for
from facegen.answers.story.networks import TRAITS, learning, turn
from facegen.answers.story.own import own
from facegen.answers.story.race import race
from facegen.answers.story.samples import copies, labels, uncanny
from facegen.answers.story.step import Step
from facegen.attributes import in_words
from facegen.shipped import OPENING_FACE

NETWORKS = (
    Step(
        key="classifier",
        title="Turn a classifier round",
        text=(
            "Networks that name what they see have been around for long: a picture goes in, "
            "“smiling” comes out. Turn one round. “Smiling” goes in, and out comes a picture; it "
            "is compared with a face that smiles, pixel by pixel, and the network is nudged to be "
            "less wrong.",
            "It works, and it is a disappointment. One word stands for thousands of faces, and the "
            "picture that is least wrong about all of them is their *average*. We have been there.",
        ),
        action="How much shall it smile?",
        choices=(("0", "0"), ("25", "0.25"), ("50", "0.5"), ("75", "0.75"), ("100", "1")),
        answer=turned,
        control="slider",
        first="100",
        attributes=("Smiling",),
    ),
    Step(
        key="taught",
        title="It learns, and stops at a mask",
        text=(
            "Here it is while it learns. Each of the nine pictures was asked for with another list "
            "of forty attributes. Within a few thousand faces there is a mask; then hair and smile "
            "come apart; and then nothing more comes.",
            "More attributes would help: what if one could tell it of every face just what makes "
            "it *this* face? Nobody has such labels. What comes next makes up its own.",
        ),
        action="How far through the training?",
        choices=(
            ("0", "start"),
            ("1", "1 %"),
            ("3", "3 %"),
            ("5", "5 %"),
            ("10", "10 %"),
            ("30", "30 %"),
            ("100", "end"),
        ),
        answer=taught,
        control="slider",
        first="3",
        of_dataset=False,
    ),
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
        of_dataset=False,
    ),
    Step(
        key="race",
        title="One size, or every size",
        text=(
            "The first such pairs worked on the finished picture alone. The judge finds a fault "
            "in some corner, and the painter, far away from it, cannot tell what to do. Here is "
            "such a simple pair, recorded as it learned: watch what each of the two loses.",
            "The painter of this page shows its judge *every* size, from 4 pixels up. So where "
            "the face is gets settled first, and then the eyes, and at last the lashes.",
        ),
        action="After how many pictures?",
        choices=(
            ("0", "none"),
            ("20000", "20,000"),
            ("60000", "60,000"),
            ("200000", "200,000"),
            ("1000000", "1,000,000"),
        ),
        answer=race,
        control="slider",
        first="20000",
        of_dataset=False,
    ),
    Step(
        key="labels",
        title="A judge that is too sure",
        text=(
            "The two must be a match for each other. If the judge is never wrong, the painter "
            "hears “wrong” whatever it does, and does not learn what would be *less* wrong.",
            "Two tricks help. Ask the painter to be *called real*, which is not the same as making "
            "the judge wrong. And lie to the judge a little: not 0 and 1 on the labels, but now "
            "and then 0.03, or 0.96.",
        ),
        action="What is the judge told?",
        choices=(("exact", "0 and 1"), ("noisy", "0 and 1, a little off")),
        answer=labels,
        first="exact",
        of_dataset=False,
    ),
    Step(
        key="uncanny",
        title="The uncanny valley",
        text=(
            "Galleries of such networks show the best of many. Let us look at all of them, and "
            "first at those that went wrong. Nobody chose them by hand: a network that names "
            "attributes looked at each, and these are the ones of which it could say least.",
            "Every face is made from a number, its *seed*: the same seed, the same face. Click one "
            "to go on with it among the sliders.",
        ),
        action="Which shall be shown?",
        choices=(("worst", "The strangest"), ("middle", "Middling"), ("best", "The best")),
        answer=uncanny,
        first="worst",
        of_dataset=False,
    ),
    Step(
        key="copies",
        title="Is somebody in there?",
        text=(
            "A network with millions of numbers could learn its pictures by heart, and show you "
            "real people as if it had made them up. That happens, with few pictures above all.",
            "So measure. For every painted face look for the nearest one it learned from. For "
            "comparison do the same for photographs of people it never saw: they are nobody's "
            "copies, and some resemble somebody all the same.",
        ),
        action="Near in what?",
        choices=(("pixels", "In pixels"), ("features", "In what a network sees")),
        answer=copies,
        first="features",
        of_dataset=False,
    ),
    Step(
        key="judge",
        title="What does the judge look for?",
        text=(
            "Inside, a network is thousands of small detectors, its *channels*. Which of them does "
            "the judge tell faces from paintings by? The ten most telling were looked up, and for "
            "each a picture was drawn, from noise, that excites it as much as possible.",
            "Beside it, the same for the network that names attributes: the channels that tell a "
            "smile from none. Those that no noise excites are left out.",
        ),
        action="Whose channels?",
        choices=(("judge", "The judge's"), ("smiling", "Those for a smile")),
        answer=looks_for,
        first="judge",
        of_dataset=False,
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
        choices=tuple((name, in_words(name)) for name in TRAITS),
        answer=turn,
        control="faces",
        first=urlencode(OPENING_FACE),
        of_dataset=False,
    ),
    Step(
        key="own",
        title="Your own pictures",
        text=(
            "It need not be faces. Bring pictures of your own, up to 500: each is cut to the "
            "square in its middle and counted here, in your browser. They are sent nowhere.",
        ),
        text_at_home=(
            "This machine is yours, so one can go further. *Keep them as a dataset* writes them to "
            "disk, so that the page offers them in its first line; and on the Training tab *Try it "
            "in two minutes* lets a painter and a judge loose on them.",
        ),
        action="What shall be made of them?",
        choices=(
            ("mean", "Their mean"),
            ("median", "Their median"),
            ("pixels", "New ones, pixel by pixel"),
            ("patches", "New ones of patches"),
        ),
        answer=own,
        control="own",
        first="mean",
    ),
)
