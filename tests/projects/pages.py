"""Pages as tests read them."""

from django.test import Client
from django.urls import reverse


def page(client: Client, name: str, *arguments: object, **query: str) -> str:
    """Open a page by its name and return its HTML; anything but 200 fails."""
    answer = client.get(reverse(name, args=arguments), query)
    assert answer.status_code == 200
    return answer.content.decode()
