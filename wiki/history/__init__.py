"""The history of a page: its versions, two of them compared, an old one brought back, and the source as it is."""
