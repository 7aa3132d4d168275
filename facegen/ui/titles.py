"""The tabs' titles in the order of the page, known before the tabs are imported."""

TITLES = {
    "story": "Story",
    "average": "Average faces",
    "pixels": "Pixels",
    "latent": "Latent",
    "training": "Training",
}
"""By what links call a tab."""
