"""`{% load score_points %}`: hundredths of a point as people write them: `{{ score.final_centi|points_said }}`."""

from django import template

from assessment.sheets.points import said

register = template.Library()
register.filter("points_said", said)
