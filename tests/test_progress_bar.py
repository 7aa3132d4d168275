import io

from facegen.progress_bar import ProgressBar


def test_it_counts_what_share_of_the_whole_is() -> None:
    seen = io.StringIO()
    with ProgressBar(200, " faces", file=seen, disable=False) as bar:
        for share in (0.25, 0.5, 1.0):
            bar(share)
            assert bar.n == 200 * share
        assert bar.initial == 50, "what was there at the first look counts for no rate"
    assert "200/200" in seen.getvalue()


def test_where_nobody_watches_nothing_is_shown() -> None:
    seen = io.StringIO()
    with ProgressBar(200, " faces", file=seen) as bar:
        bar(0.5)
        bar(1.0)
    assert seen.getvalue() == ""
