"""The pages of a space: their identities, their tree, their versions and links, and the pipeline that takes in text."""
