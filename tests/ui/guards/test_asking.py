from facegen.answers.runs.permission import Guesses, permit
from facegen.config import Settings
from facegen.errors import TrainingError
from facegen.ui.guards.asking import Asking
from tests.ui.guards.guarded import alone


def test_guessing_the_secret_has_an_end(monkeypatch, caplog):
    monkeypatch.setattr("facegen.answers.runs.permission._guesses", Guesses())
    settings = Settings.from_environment({"FACEGEN_TRAINING_SECRET": "swordfish"})

    def guess(secret: str, address: str) -> str:
        async def app(scope, receive, send):
            permit(settings, secret)

        try:
            alone(Asking(app)({"type": "http", "client": (address, 1)}, None, None))  # type: ignore[arg-type]
        except TrainingError as error:
            return str(error)
        return ""

    assert guess("swordfish", "a") == ""
    told = [guess(word, "a") for word in ("x", "", "\ud800", "swordfis", "é", "swordfish")]
    assert ["is not it" in text for text in told] == [True] * 5 + [False]
    assert "wait 60 seconds" in told[-1]
    assert guess("swordfish", "b") == ""
    assert [record.getMessage() for record in caplog.records] == [
        "'a' gave 5 wrong secrets within a minute"
    ]
    for number in range(60):
        guess("x", f"c{number}")
    assert "wait 60 seconds" in guess("swordfish", "d")
