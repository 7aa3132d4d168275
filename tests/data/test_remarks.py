from facegen.data.remarks import PassedOver, Remarks, printable, some


def test_things_of_one_kind_and_reason_are_one() -> None:
    remarks = Remarks()
    remarks.passed("files", "they are no pictures", "a.txt")
    remarks.passed("files", "they are no pictures", "b.txt", 2)
    remarks.passed("files", "they are empty", "c.png")
    remarks.passed("links", "they lead nowhere", "d", 0)
    assert remarks.passed_over == (
        PassedOver("files", 3, "they are no pictures", "a.txt"),
        PassedOver("files", 1, "they are empty", "c.png"),
    )
    assert str(remarks) == (
        " Passed over: files (3), such as a.txt: they are no pictures; "
        "files (1), c.png: they are empty."
    )


def test_columns_and_sentences_are_named_once() -> None:
    remarks = Remarks()
    for name in ("age", "age", "city"):
        remarks.column(name, "it is text")
    remarks.note("Read as UTF-8.")
    remarks.note("Read as UTF-8.")
    (columns,) = remarks.passed_over
    assert (columns.count, columns.example) == (2, "'age', 'city'")
    assert remarks.notes == ["Read as UTF-8."]


def test_what_others_collected_is_added() -> None:
    ours, theirs = Remarks(), Remarks()
    for remarks in (ours, theirs):
        remarks.passed("files", "they are empty", "a", 2)
        remarks.column("age", "it is text")
        remarks.note("Read as UTF-8.")
    ours.take(theirs)
    assert [one.count for one in ours.passed_over] == [4, 1]
    assert ours.notes == ["Read as UTF-8."]
    assert str(Remarks()) == ""


def test_names_that_are_no_text_can_be_written() -> None:
    name = b"\xff.png".decode("utf-8", "surrogateescape")
    assert printable(name) == "\\udcff.png"
    remarks = Remarks()
    remarks.passed("files", "they are empty", name)
    assert str(remarks).encode().endswith(b"files (1), \\udcff.png: they are empty.")


def test_a_few_of_many_are_named() -> None:
    assert some("abc") == "a, b, c"
    assert some("abcdefg") == "a, b, c, d, e and 2 more"
    assert some(map(str, range(3000)), 1) == "0 and 2,999 more"
