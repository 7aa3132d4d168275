import inspect
import re

from facegen.answers.projection import MOST_PHOTO_BYTES
from facegen.ui.assets import asset
from facegen.ui.latent import tab
from facegen.ui.latent.panel import latent_panel, markup_alone, panel_update
from facegen.ui.scripts import scripts, starting
from tests.ui.blocks import blocks


def test_the_panel_opens_with_the_face_it_is_given():
    with blocks():
        panel = latent_panel({"seed": "7"})
    assert panel.value == {"seed": "7"}
    assert panel.js_on_load == starting("latent/panel.js")
    assert panel_update({"seed": "8"}).value == {"seed": "8"}


def test_the_page_sends_no_photo_that_the_server_would_refuse():
    (most,) = re.findall(r"const MOST_SENT_MB = (\d+);", asset("latent/photo/photo.js"))
    assert int(most) * 1024 * 1024 == MOST_PHOTO_BYTES


def test_without_a_server_its_parts_are_left_out_and_all_else_stays():
    with blocks():
        whole = str(latent_panel({}).html_template)
    alone = markup_alone()
    served = "".join(re.findall(r"<!--served-->(.*?)<!--/served-->", whole, re.DOTALL))
    assert "served" not in alone
    for part in ("lp-nearest", 'data-way="photo">Your', "lp-hub", "lp-explorer", "/select"):
        assert part in served
        assert part not in alone
    for text in (whole, alone):
        for tag in ("div", "button", "section", "details", "label", "p"):
            assert len(re.findall(rf"<{tag}[ >]", text)) == text.count(f"</{tag}>"), tag
    kept = re.sub(r"<!--served-->.*?<!--/served-->", "", whole, flags=re.DOTALL)
    assert re.findall(r'class="([^"]+)"', alone) == re.findall(r'class="([^"]+)"', kept)


def test_no_two_folds_of_the_tab_bear_one_name():
    ours = [text.decode() for name, text in scripts().items() if name.startswith("latent/")]
    ways = [title for text in ours for title in re.findall(r'\bexplained\("([^"]+)"', text)]
    others = re.findall(r'Accordion\("([^"]+)"', inspect.getsource(tab))
    others += re.findall(r"<summary>(.*?)</summary>", markup_alone())
    assert len(ways) == 4
    assert "What am I seeing?" in others
    assert len({*ways, *others}) == len(ways + others)
