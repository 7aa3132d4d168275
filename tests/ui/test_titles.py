import importlib

from facegen.ui.titles import TITLES


def test_each_tab_has_the_title_it_is_known_by():
    tabs = [importlib.import_module(f"facegen.ui.{name}.tab") for name in TITLES]
    assert {tab.TAB: tab.TITLE for tab in tabs} == TITLES
