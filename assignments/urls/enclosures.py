"""附件 handed out, 发文登记簿 and 发文代字."""

from django.urls import URLPattern, path

from assignments.views import enclosures, papers, series

urlpatterns: list[URLPattern] = [
    path("enclosures/<int:pk>/download/", enclosures.enclosure_download, name="enclosure_download"),
    path("enclosures/<int:pk>/remove/", enclosures.enclosure_remove, name="enclosure_remove"),
    path("papers/", papers.paper_list, name="paper_list"),
    path("papers/export/", papers.paper_export, name="paper_export"),
    path("papers/print/", papers.paper_print, name="paper_print"),
    path("papers/<int:pk>/pdf/", papers.paper_pdf, name="paper_pdf"),
    path("papers/series/", series.series_edit, name="series_edit"),
]
