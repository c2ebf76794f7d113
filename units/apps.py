from django.apps import AppConfig


class UnitsConfig(AppConfig):
    name = "units"
    verbose_name = "成员单位与用户"
