"""Words on the way to a visitor."""

import json

import pytest

from facegen.errors import without_paths


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("/home/ada/runs/a/config.json is damaged.", "config.json is damaged."),
        ("open ('/srv/x/store') or ~/faces/b", "open ('store') or b"),
        ("from huggingface.co/settings/tokens; CelebA.html", None),
        ("Open https://huggingface.co/ada/faces.", None),
        ("of 3/4 and owner/name, 178 x 218", None),
        ("--out stores/celeba", None),
    ],
)
def test_of_a_path_the_last_part_is_left_and_addresses_stay(told, shown):
    assert without_paths(told) == (told if shown is None else shown)


def test_half_a_surrogate_pair_can_be_sent():
    assert json.dumps(without_paths("a\ud800b"), ensure_ascii=False).encode()
