"""Who is asking, and may they: actors, actions, roles, one pure policy, passwords, tokens and directories of
people.

Nothing here knows the web, the database or the two other libraries; people, groups and grants are stored by
the wiki.
"""
