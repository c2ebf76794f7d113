"""Channels of the tests: on, and leading to servers of the test's own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tests.units.sinks import ChatSink, MailSink, serving


@pytest.fixture
def mail_sink(settings: Settings) -> Iterator[MailSink]:
    """Mail is on and goes to this server."""
    with serving(MailSink()) as sink:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        settings.MAIL_URL = f"smtp://127.0.0.1:{sink.port}"
        settings.DEFAULT_FROM_EMAIL = "ygdz@example.gov"
        settings.SITE_ADDRESS = "https://ydz.example.gov"
        yield sink


@pytest.fixture
def chat_sink(settings: Settings) -> Iterator[ChatSink]:
    """The work chat is on and is this server."""
    with serving(ChatSink()) as sink:
        settings.WEBHOOK_URL = sink.url
        yield sink
