"""A full-text index for Chinese and English. Its words are document, query, hit and engine; it knows no pages."""
