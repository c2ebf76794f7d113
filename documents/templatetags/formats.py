"""The formats of `documents.formats` as template filters; a builtin of every template, so none needs `{% load %}`.

Ratios take their base as the argument: `{{ done|completion:planned }}` one decimal, `{{ part|percent:whole }}` two.
"""

from django import template

from documents.formats import FILTERS

register = template.Library()

for name, written in FILTERS.items():
    register.filter(name, written, expects_localtime=True)  # a stored moment is told by the local day
