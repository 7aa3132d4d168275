"""What `facegen latent page` does."""

import argparse

from facegen.answers.choices import opened
from facegen.command_line import Outcome, about, writing
from facegen.files import write_whole
from facegen.latent.graphs.portable import exported_anew
from facegen.latent.graphs.weights import stands_alone
from facegen.models.named import folder_of
from facegen.ui.latent.explorer.page import explorer_of, front_matter


def page(options: argparse.Namespace) -> Outcome:
    """Write the explorer of a checkpoint as one HTML file."""
    with about("CHECKPOINT"):
        folder = folder_of(options.checkpoint)
        model = opened(folder)
        if stands_alone(model.generator):
            made = explorer_of(model, folder.name)
        else:
            with exported_anew(model.generator, folder, model.graphs) as graphs:
                model.graphs = graphs
                made = explorer_of(model, folder.name)
    with about("--out"), writing(options.out):
        options.out.parent.mkdir(parents=True, exist_ok=True)
        write_whole(options.out, made)
        if options.space:
            beside = options.out.with_name("README.md")
            write_whole(beside, front_matter(folder.name, options.out.name).encode())
    words = f"{options.out}: {len(made) / 1e6:.1f} MB, for any browser, with or without a network"
    return Outcome({"file": str(options.out), "bytes": len(made)}, words)
