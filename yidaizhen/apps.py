from django.apps import AppConfig


class HallConfig(AppConfig):
    name = "yidaizhen"
    verbose_name = "以工代赈"
