from dispatch.figures import FigureBook

def test_look(closed_samples):
    book = FigureBook(closed_samples)
    for k, v in book.total.values().items():
        print(k, v.definition.label, v.said, v.numerator, v.denominator, v.base)
    from dispatch.notes import notes
    from dispatch.suggestions import suggest
    print("\n".join(notes(book)))
    print("\n".join(suggest(book)))
