"""The demo company: its people, its pages and how they came about. Loading them into an instance is not done here."""
