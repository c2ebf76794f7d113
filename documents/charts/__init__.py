"""Charts drawn as SVG text: the same figure serves the page and the paper.

Geometry only: values arrive as exact numbers together with the text that stands beside them, so that a chart never
rounds or formats. One accent color, told apart from its pale partner in a black-and-white print. The text is real
text in the face of whatever document the chart stands in. Equal input gives equal output.
"""

from documents.charts.bars import Bar, Group, Reference, bar_chart, grouped_bar_chart
from documents.charts.lines import Series, line_chart

__all__ = ["Bar", "Group", "Reference", "Series", "bar_chart", "grouped_bar_chart", "line_chart"]
