"""Two workers at the same moment, on PostgreSQL with real threads: one mail is written, and it leaves once."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from tests.dispatch.test_races import together
from units.mailing import write_mails
from units.models import Message, Outgoing
from units.sending import send_due
from units.telling import Word, tell

AT = datetime(2026, 11, 3, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def on_postgres():
    assert connection.vendor == "postgresql", "run with: python -m tests.servers postgres pytest"


def test_two_workers_write_one_mail_and_send_it_once(wang, mail_sink):
    wang.email = "wang@example.gov"
    wang.save()
    tell(Word(kind="reminder", key="1", title="明天截止"), to=[wang], at=AT, by_mail=True)
    tell(Word(kind="reminder", key="2", title="今天截止", tone="bad"), to=[wang], at=AT, by_mail=True)
    moments = [AT, AT.replace(second=1), AT.replace(second=2), AT]
    assert sorted(together(*[lambda at=at: write_mails(at=at) for at in moments])) == [0, 0, 0, 1]
    assert set(Message.objects.values_list("outgoing", flat=True)) == {Outgoing.objects.get().pk}
    later = AT.replace(minute=1)
    outcomes = together(*[lambda: send_due(at=later)] * 4)
    assert sorted(outcome.sent for outcome in outcomes) == [0, 0, 0, 1]
    assert len(mail_sink.mails) == 1
    assert Outgoing.objects.get().attempts == 1
