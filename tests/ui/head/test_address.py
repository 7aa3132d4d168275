"""Where Back, Forward and links in the page lead."""

import json

import pytest
from hypothesis import given

from facegen.errors import FacegenError
from facegen.ui.head.address import MOST_FIELDS, address, fields_of
from facegen.ui.scripts import starting
from tests.ui.blocks import blocks
from tests.ui.conftest import JSON


@given(JSON)
def test_what_a_browser_calls_its_address_is_read_or_refused(or_refused, value):
    fields = or_refused(fields_of, value)
    assert fields is None or all(isinstance(one, str) for one in fields.values())


def test_an_address_is_read_as_a_server_reads_it():
    assert fields_of("?tab=average&with=Male,Young&with=Bald&x=") == {
        "tab": "average",
        "with": "Male,Young",
    }
    with pytest.raises(FacegenError, match=f"at most {MOST_FIELDS} fields"):
        fields_of("?" + "&".join(f"a{i}=1" for i in range(MOST_FIELDS + 1)))
    json.dumps(fields_of("?a=%ff"))  # whatever it is, it is text


@pytest.mark.parametrize("link", [None, 7, ["?a=1"], {"a": "1"}])
def test_what_is_no_text_is_no_link(link: object):
    with pytest.raises(FacegenError, match="A link is a text"):
        fields_of(link)


def test_nothing_of_it_is_seen_and_its_script_is_its_own():
    with blocks():
        widget = address()
    assert (widget.visible, widget.elem_id, widget.value) == ("hidden", "address", "")
    assert widget.js_on_load == starting("head/address.js")
