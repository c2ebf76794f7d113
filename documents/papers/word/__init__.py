"""The same official paper as DOCX, for those who go on editing it: `compose_docx`."""

from documents.papers.word.composing import compose_docx

__all__ = ["compose_docx"]
