"""The same official paper as DOCX, for those who go on editing it: `compose_docx`."""

from documents.papers.model import OfficialPaper

__all__ = ["compose_docx"]


def compose_docx(paper: OfficialPaper) -> bytes:
    """Return the paper as DOCX, the same bytes for the same paper; loads the library that writes it only now."""
    from documents.papers.word import composing

    return composing.compose_docx(paper)
