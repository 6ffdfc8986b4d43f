CREATE TABLE "new__blog_post" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "title" varchar(200) NOT NULL,
    "slug" text NOT NULL,
    "body" text NOT NULL,
    "status" text NOT NULL,
    "author_id" bigint NOT NULL,
    "created" text NOT NULL,
    CONSTRAINT "blog_post_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "auth_user" ("id") ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT "blog_post_status_choices_check" CHECK ("status" IN ('draft', 'published')),
    CONSTRAINT "blog_post_title_length_check" CHECK (length("title") <= 200)
);
INSERT INTO "new__blog_post" ("id", "title", "slug", "body", "status", "author_id", "created") SELECT "id", "title", "slug", "body", "status", "author_id", "created" FROM "blog_post";
DELETE FROM sqlite_sequence WHERE name = 'new__blog_post';
INSERT INTO sqlite_sequence (name, seq) SELECT 'new__blog_post', seq FROM sqlite_sequence WHERE name = 'blog_post';
DROP TABLE "blog_post";
ALTER TABLE "new__blog_post" RENAME TO "blog_post";
CREATE UNIQUE INDEX "blog_post_author_id_slug_key" ON "blog_post" ("author_id", "slug");
CREATE INDEX "blog_post_author_id_idx" ON "blog_post" ("author_id");
CREATE INDEX "blog_post_status_created_idx" ON "blog_post" ("status", "created");
