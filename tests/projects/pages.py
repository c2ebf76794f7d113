"""Pages as tests read them."""

import re
from typing import Any

from django.test import Client
from django.urls import reverse

from projects.models import Project, Stage


def page(client: Client, name: str, *arguments: object, **query: str) -> str:
    """Open a page by its name and return its HTML; anything but 200 fails."""
    answer = client.get(reverse(name, args=arguments), query)
    assert answer.status_code == 200
    return answer.content.decode()


def buttons(shown: str) -> set[str]:
    """The acts a page offers."""
    pressed = re.findall(r'name="act"\s+value="(\w+)"', shown)
    return set(pressed)


def section(shown: str, anchor: str) -> str:
    """One part of the page, without its markup."""
    part = shown.split(f'id="{anchor}"')[1].split("</section>")[0]
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", part))


def set_stage(project: Project, stage: Stage) -> None:
    Project.objects.filter(pk=project.pk).update(stage=stage)
    project.refresh_from_db()


def send(client: Client, address: str, /, *arguments: object, **values: object) -> Any:
    """Post a form to a page by its name and return the answer."""
    return client.post(reverse(address, args=arguments), values)
