"""Who asks: the address of the request that is being answered, for whoever keeps count."""

from starlette.types import ASGIApp, Receive, Scope, Send

from facegen.answers.runs.permission import asker


class Asking:
    """Note the address a request comes from while it is answered.

    Args:
        app: What answers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, with the address known."""
        client = scope.get("client")
        asker.set(client[0] if client else "")
        await self.app(scope, receive, send)
