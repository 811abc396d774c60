"""The house: people, access, spaces, pages, events"""

import sqlalchemy as sa
from alembic import op

revision = "0001_house"
down_revision = None


def upgrade() -> None:

    op.create_table(
        "access_epoch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_epoch")),
    )
    op.create_table(
        "areas",
        sa.Column("id", sa.String(length=10), nullable=False),
        sa.Column("space_id", sa.String(length=10), nullable=False),
        sa.Column("root_path", sa.String(length=1024), nullable=False),
        sa.Column("page_id", sa.String(length=10), nullable=True),
        sa.Column("parent_id", sa.String(length=10), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["areas.id"], name=op.f("fk_areas_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_areas")),
        sa.UniqueConstraint("space_id", "root_path", name="uq_areas_space_id_root_path"),
    )
    with op.batch_alter_table("areas", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_areas_space_id"), ["space_id"], unique=False)

    op.create_table(
        "event_cursors",
        sa.Column("reaction", sa.String(length=60), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("reaction", name=op.f("pk_event_cursors")),
    )
    op.create_table(
        "events",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("actor_id", sa.String(length=10), nullable=True),
        sa.Column("space_id", sa.String(length=10), nullable=True),
        sa.Column("page_id", sa.String(length=10), nullable=True),
        sa.Column("area_id", sa.String(length=10), nullable=True),
        sa.Column("subject", sa.String(length=80), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=True),
        sa.Column("request_id", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
    )
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.create_index("ix_events_kind_id", ["kind", "id"], unique=False)
        batch_op.create_index("ix_events_page_id_id", ["page_id", "id"], unique=False)

    op.create_table(
        "groups",
        sa.Column("id", sa.String(length=10), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("external_id", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("dn", sa.String(length=500), nullable=True),
        sa.Column("gone_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_groups")),
        sa.UniqueConstraint("source", "external_id", name="uq_groups_source_external_id"),
    )
    op.create_table(
        "people",
        sa.Column("id", sa.String(length=10), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("external_id", sa.String(length=100), nullable=True),
        sa.Column("login", sa.String(length=200), nullable=False),
        sa.Column("login_key", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("gone_at", sa.DateTime(), nullable=True),
        sa.Column("password_hash", sa.String(length=300), nullable=True),
        sa.Column("language", sa.String(length=5), nullable=True),
        sa.Column("theme", sa.String(length=5), nullable=True),
        sa.Column("timezone", sa.String(length=60), nullable=True),
        sa.Column("single_keys", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("source", "external_id", name="uq_people_source_external_id"),
        sa.UniqueConstraint("source", "login_key", name="uq_people_source_login_key"),
    )
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_people_login_key"), ["login_key"], unique=False)

    op.create_table(
        "sign_in_failures",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_failures")),
    )
    with op.batch_alter_table("sign_in_failures", schema=None) as batch_op:
        batch_op.create_index("ix_sign_in_failures_key_at", ["key", "at"], unique=False)

    op.create_table(
        "site_grants",
        sa.Column("id", sa.String(length=10), nullable=False),
        sa.Column("subject_kind", sa.String(length=10), nullable=False),
        sa.Column("subject_id", sa.String(length=10), nullable=False),
        sa.Column("granted_by", sa.String(length=10), nullable=True),
        sa.Column("granted_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_grants")),
        sa.UniqueConstraint("subject_kind", "subject_id", name="uq_site_grants_subject"),
    )
    op.create_table(
        "api_tokens",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("verbs", sa.JSON(), nullable=False),
        sa.Column("space_ids", sa.JSON(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_api_tokens_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_tokens")),
    )
    with op.batch_alter_table("api_tokens", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_api_tokens_person_id"), ["person_id"], unique=False)

    op.create_table(
        "author_addresses",
        sa.Column("address", sa.String(length=320), nullable=False),
        sa.Column("person_id", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_author_addresses_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_author_addresses")),
    )
    with op.batch_alter_table("author_addresses", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_author_addresses_person_id"), ["person_id"], unique=False)

    op.create_table(
        "grants",
        sa.Column("id", sa.String(length=10), nullable=False),
        sa.Column("area_id", sa.String(length=10), nullable=False),
        sa.Column("subject_kind", sa.String(length=10), nullable=False),
        sa.Column("subject_id", sa.String(length=10), nullable=False),
        sa.Column("role", sa.Integer(), nullable=False),
        sa.Column("granted_by", sa.String(length=10), nullable=True),
        sa.Column("granted_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["areas.id"], name=op.f("fk_grants_area_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grants")),
        sa.UniqueConstraint("area_id", "subject_kind", "subject_id", name="uq_grants_area_subject"),
    )
    with op.batch_alter_table("grants", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_grants_area_id"), ["area_id"], unique=False)
        batch_op.create_index("ix_grants_subject", ["subject_kind", "subject_id"], unique=False)

    op.create_table(
        "memberships",
        sa.Column("person_id", sa.String(length=10), nullable=False),
        sa.Column("group_id", sa.String(length=10), nullable=False),
        sa.Column("chain", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_memberships_group_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_memberships_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "group_id", name=op.f("pk_memberships")),
    )
    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_memberships_group_id"), ["group_id"], unique=False)

    op.create_table(
        "sign_in_sessions",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=10), nullable=False),
        sa.Column("public_id", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("browser", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_sign_in_sessions_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_sessions")),
        sa.UniqueConstraint("public_id", name=op.f("uq_sign_in_sessions_public_id")),
    )
    with op.batch_alter_table("sign_in_sessions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_sessions_person_id"), ["person_id"], unique=False)

    op.create_table(
        "spaces",
        sa.Column("id", sa.String(length=10), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("area_id", sa.String(length=10), nullable=False),
        sa.Column("taken_in", sa.String(length=40), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=10), nullable=True),
        sa.Column("archived_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["area_id"], ["areas.id"], name=op.f("fk_spaces_area_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spaces")),
        sa.UniqueConstraint("key", name=op.f("uq_spaces_key")),
    )
    op.create_table(
        "page_identities",
        sa.Column("id", sa.String(length=10), nullable=False),
        sa.Column("space_id", sa.String(length=10), nullable=False),
        sa.Column("path", sa.String(length=1024), nullable=False),
        sa.Column("area_id", sa.String(length=10), nullable=True),
        sa.Column("first_commit", sa.String(length=40), nullable=False),
        sa.Column("last_commit", sa.String(length=40), nullable=False),
        sa.Column("gone_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["space_id"], ["spaces.id"], name=op.f("fk_page_identities_space_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_identities")),
    )
    with op.batch_alter_table("page_identities", schema=None) as batch_op:
        batch_op.create_index("ix_page_identities_space_id_path", ["space_id", "path"], unique=False)
        batch_op.create_index(
            "uq_page_identities_living_path",
            ["space_id", "path"],
            unique=True,
            sqlite_where=sa.text("gone_at IS NULL"),
            postgresql_where=sa.text("gone_at IS NULL"),
        )

    op.create_table(
        "page_intents",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("space_id", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("page_id", sa.String(length=10), nullable=False),
        sa.Column("old_path", sa.String(length=1024), nullable=True),
        sa.Column("new_path", sa.String(length=1024), nullable=True),
        sa.Column("area_id", sa.String(length=10), nullable=False),
        sa.Column("parent", sa.String(length=40), nullable=True),
        sa.Column("commit_id", sa.String(length=40), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["space_id"], ["spaces.id"], name=op.f("fk_page_intents_space_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_intents")),
    )
    with op.batch_alter_table("page_intents", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_page_intents_space_id"), ["space_id"], unique=False)

    op.create_table(
        "drafts",
        sa.Column("id", sa.String(length=10), nullable=False),
        sa.Column("person_id", sa.String(length=10), nullable=False),
        sa.Column("page_id", sa.String(length=10), nullable=True),
        sa.Column("space_id", sa.String(length=10), nullable=False),
        sa.Column("under", sa.String(length=1024), nullable=False),
        sa.Column("path", sa.String(length=1024), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("properties", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("base", sa.String(length=40), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["page_id"], ["page_identities.id"], name=op.f("fk_drafts_page_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_drafts_person_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["space_id"], ["spaces.id"], name=op.f("fk_drafts_space_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
        sa.UniqueConstraint("person_id", "page_id", name="uq_drafts_person_id_page_id"),
    )
    with op.batch_alter_table("drafts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_drafts_page_id"), ["page_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_drafts_space_id"), ["space_id"], unique=False)
        batch_op.create_index(
            "uq_drafts_person_id_space_id_under",
            ["person_id", "space_id", "under"],
            unique=True,
            sqlite_where=sa.text("page_id IS NULL"),
            postgresql_where=sa.text("page_id IS NULL"),
        )

    op.create_table(
        "former_paths",
        sa.Column("space_id", sa.String(length=10), nullable=False),
        sa.Column("path", sa.String(length=1024), nullable=False),
        sa.Column("page_id", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(["page_id"], ["page_identities.id"], name=op.f("fk_former_paths_page_id")),
        sa.PrimaryKeyConstraint("space_id", "path", name=op.f("pk_former_paths")),
    )
    with op.batch_alter_table("former_paths", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_former_paths_page_id"), ["page_id"], unique=False)

    op.create_table(
        "page_versions",
        sa.Column("page_id", sa.String(length=10), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.String(length=10), nullable=False),
        sa.Column("commit_id", sa.String(length=40), nullable=False),
        sa.Column("blob", sa.String(length=40), nullable=True),
        sa.Column("file", sa.String(length=1024), nullable=False),
        sa.Column("change", sa.String(length=10), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("author_id", sa.String(length=10), nullable=True),
        sa.Column("author_name", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["page_id"], ["page_identities.id"], name=op.f("fk_page_versions_page_id")),
        sa.PrimaryKeyConstraint("page_id", "number", name=op.f("pk_page_versions")),
        sa.UniqueConstraint("page_id", "commit_id", name="uq_page_versions_page_id_commit_id"),
    )
    with op.batch_alter_table("page_versions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_page_versions_space_id"), ["space_id"], unique=False)

    op.create_table(
        "pages",
        sa.Column("id", sa.String(length=10), nullable=False),
        sa.Column("space_id", sa.String(length=10), nullable=False),
        sa.Column("area_id", sa.String(length=10), nullable=False),
        sa.Column("path", sa.String(length=1024), nullable=False),
        sa.Column("path_key", sa.String(length=1024), nullable=False),
        sa.Column("name_key", sa.String(length=1024), nullable=False),
        sa.Column("file", sa.String(length=1024), nullable=False),
        sa.Column("file_key", sa.String(length=1024), nullable=False),
        sa.Column("parent_path", sa.String(length=1024), nullable=False),
        sa.Column("sort_key", sa.String(length=300), nullable=False),
        sa.Column("title", sa.String(length=500), nullable=False),
        sa.Column("title_key", sa.String(length=500), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("owner", sa.String(length=200), nullable=True),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("front_matter", sa.JSON(), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("excerpt", sa.Text(), nullable=False),
        sa.Column("problem", sa.String(length=40), nullable=True),
        sa.Column("too_large", sa.Boolean(), nullable=False),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.Column("blob", sa.String(length=40), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("author_id", sa.String(length=10), nullable=True),
        sa.Column("author_name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["page_identities.id"], name=op.f("fk_pages_id")),
        sa.ForeignKeyConstraint(["space_id"], ["spaces.id"], name=op.f("fk_pages_space_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pages")),
        sa.UniqueConstraint("space_id", "file", name="uq_pages_space_id_file"),
        sa.UniqueConstraint("space_id", "path", name="uq_pages_space_id_path"),
    )
    with op.batch_alter_table("pages", schema=None) as batch_op:
        batch_op.create_index("ix_pages_area_id_updated_at", ["area_id", "updated_at"], unique=False)
        batch_op.create_index("ix_pages_space_id_file_key", ["space_id", "file_key"], unique=False)
        batch_op.create_index("ix_pages_space_id_name_key", ["space_id", "name_key"], unique=False)
        batch_op.create_index(
            "ix_pages_space_id_parent_path_sort_key", ["space_id", "parent_path", "sort_key"], unique=False
        )
        batch_op.create_index("ix_pages_space_id_path_key", ["space_id", "path_key"], unique=False)
        batch_op.create_index("ix_pages_space_id_title_key", ["space_id", "title_key"], unique=False)

    op.create_table(
        "page_links",
        sa.Column("page_id", sa.String(length=10), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("target_path", sa.String(length=1024), nullable=True),
        sa.Column("target_key", sa.String(length=500), nullable=True),
        sa.ForeignKeyConstraint(["page_id"], ["pages.id"], name=op.f("fk_page_links_page_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("page_id", "position", name=op.f("pk_page_links")),
    )
    with op.batch_alter_table("page_links", schema=None) as batch_op:
        batch_op.create_index("ix_page_links_space_id_target_key", ["space_id", "target_key"], unique=False)
        batch_op.create_index("ix_page_links_space_id_target_path", ["space_id", "target_path"], unique=False)

    op.create_table(
        "page_tags",
        sa.Column("page_id", sa.String(length=10), nullable=False),
        sa.Column("tag", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["page_id"], ["pages.id"], name=op.f("fk_page_tags_page_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("page_id", "tag", name=op.f("pk_page_tags")),
    )
    with op.batch_alter_table("page_tags", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_page_tags_tag"), ["tag"], unique=False)

    op.create_table(
        "page_texts",
        sa.Column("page_id", sa.String(length=10), nullable=False),
        sa.Column("blob", sa.String(length=40), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("headings", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["page_id"], ["pages.id"], name=op.f("fk_page_texts_page_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("page_id", name=op.f("pk_page_texts")),
    )


def downgrade() -> None:

    op.drop_table("page_texts")
    with op.batch_alter_table("page_tags", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_page_tags_tag"))

    op.drop_table("page_tags")
    with op.batch_alter_table("page_links", schema=None) as batch_op:
        batch_op.drop_index("ix_page_links_space_id_target_path")
        batch_op.drop_index("ix_page_links_space_id_target_key")

    op.drop_table("page_links")
    with op.batch_alter_table("pages", schema=None) as batch_op:
        batch_op.drop_index("ix_pages_space_id_title_key")
        batch_op.drop_index("ix_pages_space_id_path_key")
        batch_op.drop_index("ix_pages_space_id_parent_path_sort_key")
        batch_op.drop_index("ix_pages_space_id_name_key")
        batch_op.drop_index("ix_pages_space_id_file_key")
        batch_op.drop_index("ix_pages_area_id_updated_at")

    op.drop_table("pages")
    with op.batch_alter_table("page_versions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_page_versions_space_id"))

    op.drop_table("page_versions")
    with op.batch_alter_table("former_paths", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_former_paths_page_id"))

    op.drop_table("former_paths")
    with op.batch_alter_table("drafts", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_drafts_person_id_space_id_under",
            sqlite_where=sa.text("page_id IS NULL"),
            postgresql_where=sa.text("page_id IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_drafts_space_id"))
        batch_op.drop_index(batch_op.f("ix_drafts_page_id"))

    op.drop_table("drafts")
    with op.batch_alter_table("page_intents", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_page_intents_space_id"))

    op.drop_table("page_intents")
    with op.batch_alter_table("page_identities", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_page_identities_living_path",
            sqlite_where=sa.text("gone_at IS NULL"),
            postgresql_where=sa.text("gone_at IS NULL"),
        )
        batch_op.drop_index("ix_page_identities_space_id_path")

    op.drop_table("page_identities")
    op.drop_table("spaces")
    with op.batch_alter_table("sign_in_sessions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_sessions_person_id"))

    op.drop_table("sign_in_sessions")
    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_memberships_group_id"))

    op.drop_table("memberships")
    with op.batch_alter_table("grants", schema=None) as batch_op:
        batch_op.drop_index("ix_grants_subject")
        batch_op.drop_index(batch_op.f("ix_grants_area_id"))

    op.drop_table("grants")
    with op.batch_alter_table("author_addresses", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_author_addresses_person_id"))

    op.drop_table("author_addresses")
    with op.batch_alter_table("api_tokens", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_api_tokens_person_id"))

    op.drop_table("api_tokens")
    op.drop_table("site_grants")
    with op.batch_alter_table("sign_in_failures", schema=None) as batch_op:
        batch_op.drop_index("ix_sign_in_failures_key_at")

    op.drop_table("sign_in_failures")
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_people_login_key"))

    op.drop_table("people")
    op.drop_table("groups")
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.drop_index("ix_events_page_id_id")
        batch_op.drop_index("ix_events_kind_id")

    op.drop_table("events")
    op.drop_table("event_cursors")
    with op.batch_alter_table("areas", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_areas_space_id"))

    op.drop_table("areas")
    op.drop_table("access_epoch")
