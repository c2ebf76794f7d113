import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yidaizhen.settings")
app = Celery("yidaizhen")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
