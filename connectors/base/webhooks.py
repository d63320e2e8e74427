"""Why a webhook is refused."""


class WebhookRefused(Exception):
    """A webhook that is not stored. Its text never holds the body."""


class ForgedWebhook(WebhookRefused):
    """The signature is missing or wrong: answered 401."""


class MalformedWebhook(WebhookRefused):
    """Signed rightly, but not JSON or not of the known shape: answered 400."""
