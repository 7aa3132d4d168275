from facegen.progress import stretch, unwatched


def test_parts_of_the_work_follow_one_another() -> None:
    told: list[float] = []
    for start, end in ((0.0, 0.25), (0.25, 1.0)):
        part = stretch(told.append, start, end)
        for share in (0.0, 0.5, 1.0):
            part(share)
    assert told == [0.0, 0.125, 0.25, 0.25, 0.625, 1.0]


def test_a_part_of_what_nobody_watches_is_watched_by_nobody() -> None:
    assert stretch(unwatched, 0, 1)(0.5) is None
