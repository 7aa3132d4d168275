"""What CelebA and its descendants call their files."""

import re

NOTICE = "CelebA: for non-commercial research only; its pictures may not be passed on."
PICTURES = "img_align_celeba"
ATTRIBUTES, PARTITION, IDENTITY = "list_attr_celeba", "list_eval_partition", "identity_CelebA"
MASKS_ATTRIBUTES = "CelebAMask-HQ-attribute-anno"
ALIGNED_PX = (178, 218)
"""Width and height of its aligned pictures."""

FOLDERS = ("", "Anno", "Eval", "anno", "eval", "annotations", "Annotations")
"""Where tables lie beside the pictures' folder or above it."""

_OTHER_TABLES = (
    "list_bbox_celeba|list_landmarks_(align_)?celeba|list_landmarks_celeba|celeba-hq-to-celeba-"
    "mapping|celebamask-hq-pose-anno"
)
_COPY = r"([ _]?\(\d+\)|[ _-]copy)?"
"""What browsers and systems add to the name of a second copy."""


def is_named(path: str, *stems: str) -> bool:
    """Say whether a path's file has one of these names, whatever its case and ending."""
    pattern = "|".join(map(re.escape, stems))
    return _matches(path, pattern)


def is_table_of_celeba(path: str) -> bool:
    """Say whether a table is one of CelebA's, other than of attributes."""
    return _matches(path, f"{re.escape(PARTITION)}|{re.escape(IDENTITY)}|{_OTHER_TABLES}")


def has_numbers_for_names(paths: list[str]) -> bool:
    """Say whether most pictures are numbered as CelebA's are."""
    names = (path.rpartition("/")[2] for path in paths)
    numbered = sum(re.fullmatch(r"\d{1,6}\.\w+", name) is not None for name in names)
    return 10 * numbered >= 9 * len(paths)


def _matches(path: str, pattern: str) -> bool:
    name = path.rpartition("/")[2]
    endings = r"\.(txt|csv|tsv|tab)(\.txt|\.csv)?"
    return re.fullmatch(rf"(?i)({pattern}){_COPY}{endings}", name) is not None
