"""Answers about drawing new faces: pixel by pixel, from a Gaussian, by a network."""

from facegen.answers.context import Context
from facegen.answers.links import link_to
from facegen.answers.portraits import PortraitRequest, portrait
from facegen.answers.sheets import SampleSheet, SheetRequest, sheet
from facegen.answers.story.view import Colour, Curve, Picture, Plot, View, points
from facegen.statistics.drawn_numbers import draw_numbers, summary
from facegen.statistics.samplers.samplers import neighbour_difference

WHOLE = "whole"
NUMBERS = 1000


def patches(context: Context, store: str, choice: str) -> View:
    """Draw faces of patches, each cut from another face; of 1 pixel every pixel is drawn alone."""
    size = context.population(store).store.size_px
    patch_px = size if choice == WHOLE else int(choice)
    model = "pixels" if patch_px == 1 else "patches"
    asked = SheetRequest(store, model=model, patch_px=patch_px)
    made = sheet(context, asked)
    said = (
        f"Yet of their mean by {_of_mean(context, store):.1f}, which is why an average is so "
        "smooth: single values are thrown about, from 0 to 255, but the middles of neighbours lie "
        "side by side. And where anything may be, behind the head, the middle is grey."
        if patch_px == 1
        else "Nothing is left to put together: each is one face of the data, a copy."
        if patch_px == size
        else f"Within {patch_px} × {patch_px} pixels all is right, at the seams nothing."
    )
    link = link_to(
        "pixels", {"store": store, "model": model, "patch": patch_px if patch_px > 1 else None}
    )
    title = "Each pixel by itself" if patch_px == 1 else f"Patches of {patch_px} pixels"
    return View(
        f"Neighbouring pixels differ by {made.noise:.1f} of 255; in the faces themselves by "
        f"{made.noise_of_faces:.1f}. {said}",
        link,
        (picture_of_sheet(made, title),),
    )


def _of_mean(context: Context, store: str) -> float:
    """Measure how much neighbouring pixels of the mean face differ, in levels of 255."""
    mean = portrait(context, PortraitRequest(store)).image
    return neighbour_difference(mean[None])


def numbers(context: Context, store: str, choice: str) -> View:
    """Draw a thousand numbers, and see what a Gaussian makes of them."""
    source = "uniform" if choice == "uniform" else "gaussian"
    first = summary(draw_numbers(source, NUMBERS))
    shown = first
    if choice == "again":
        shown = summary(draw_numbers(source, NUMBERS, 1, first.mean, first.std))
    across = points(range(256))
    bars = Curve("bars", "quiet", "how often", across, points(shown.counts))
    curves: tuple[Curve, ...] = (bars,)
    if choice != "numbers":
        line: Colour = "gaussian"
        bell = points(first.gaussian * NUMBERS)
        curves = (bars, Curve("line", line, "Gaussian", across, bell))
    told = f"mean {first.mean:.1f}, deviation {first.std:.1f}"
    words = {
        "numbers": f"1,000 numbers. Between the least and the greatest {first.gaps} values never "
        "came up, for no reason but chance. Are they impossible?",
        "gaussian": f"The bell has no gaps, and needs two numbers instead of a thousand: {told}. "
        "That is a *model*.",
        "again": f"1,000 new numbers, drawn from {told} alone: other bars, the same hill. One can "
        "go on for ever.",
        "uniform": "Here every value is as likely as any other. The bell fits badly: a model can "
        "only find what it was built to find.",
    }
    plot = Plot("How often each value came up", "value, 0 to 255", curves, ticks=(0, 128, 255))
    return View(words[choice], link_to("pixels", {"store": store}), plot=plot)


def gaussians(context: Context, store: str, choice: str) -> View:
    """Draw faces from a Gaussian: one for each pixel, or one over all of them."""
    made = sheet(context, SheetRequest(store, model=choice))
    words = {
        "gaussian": "One bell for every pixel: colours that no face had there, and still noise, "
        "for the bells know nothing of each other.",
        "eigenfaces": "One bell over all pixels together, along the ways in which faces differ "
        "most, the *eigenfaces*. These people are in no picture. They are blurred, and all of one "
        "kind: faces are not that simple.",
    }
    titles = {"gaussian": "A Gaussian a pixel", "eigenfaces": "Gaussian over eigenfaces"}
    return View(
        words[choice],
        link_to("pixels", {"store": store, "model": choice}),
        (picture_of_sheet(made, titles[choice]),),
    )


def picture_of_sheet(made: SampleSheet, title: str) -> Picture:
    """Show a sheet with how many faces it is of."""
    caption = f"24 samples of {made.support:,} faces"
    return Picture(made.image, f"{title}: {caption}", title, caption)
