"""What the step about a visitor's own pictures shows before they bring any: a few of the dataset's.

Theirs never get here: the browser counts them by itself, as `ui/story/own` has it.
"""

from facegen.answers.context import Context
from facegen.answers.portraits import PortraitRequest, portrait
from facegen.answers.sheets import SheetRequest, sheet
from facegen.answers.story.averages import average_link, picture_of_portrait
from facegen.answers.story.drawing import picture_of_sheet
from facegen.answers.story.view import View

FEW = 24
PATCH_PX = 8


def own(context: Context, store: str, choice: str) -> View:
    """Show what would be shown of a visitor's pictures, of faces of the dataset."""
    if choice in ("mean", "median"):
        asked = PortraitRequest(store, statistic=choice, sample_size=FEW)
        pictures = (picture_of_portrait(portrait(context, asked), f"The {choice} of {FEW} faces"),)
        link = average_link(asked)
    else:
        model = "pixels" if choice == "pixels" else "patches"
        made = sheet(context, SheetRequest(store, model=model, patch_px=PATCH_PX))
        title = "Each pixel by itself" if choice == "pixels" else f"Patches of {PATCH_PX} pixels"
        pictures, link = (picture_of_sheet(made, title),), ""
    return View(
        "These are still ours. A class photo cut into heads will do, a sketchbook, leaves, stamps: "
        "what lies over each other gets clear, what does not gets grey.",
        link,
        pictures,
    )
