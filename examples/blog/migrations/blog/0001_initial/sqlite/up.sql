CREATE TABLE "blog_comment" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "post_id" bigint NOT NULL,
    "name" varchar(80) NOT NULL,
    "text" varchar(2000) NOT NULL,
    "created" text NOT NULL,
    CONSTRAINT "blog_comment_post_id_fkey" FOREIGN KEY ("post_id") REFERENCES "blog_post" ("id") ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT "blog_comment_name_length_check" CHECK (length("name") <= 80),
    CONSTRAINT "blog_comment_text_length_check" CHECK (length("text") <= 2000)
);
CREATE TABLE "blog_post" (
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
CREATE TABLE "blog_post_tags" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "post_id" bigint NOT NULL,
    "tag_id" bigint NOT NULL,
    CONSTRAINT "blog_post_tags_post_id_fkey" FOREIGN KEY ("post_id") REFERENCES "blog_post" ("id") ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT "blog_post_tags_tag_id_fkey" FOREIGN KEY ("tag_id") REFERENCES "blog_tag" ("id") ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
);
CREATE TABLE "blog_tag" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "name" varchar(40) NOT NULL,
    CONSTRAINT "blog_tag_name_length_check" CHECK (length("name") <= 40)
);
CREATE INDEX "blog_comment_post_id_idx" ON "blog_comment" ("post_id");
CREATE UNIQUE INDEX "blog_post_author_id_slug_key" ON "blog_post" ("author_id", "slug");
CREATE INDEX "blog_post_author_id_idx" ON "blog_post" ("author_id");
CREATE INDEX "blog_post_status_created_idx" ON "blog_post" ("status", "created");
CREATE UNIQUE INDEX "blog_post_tags_post_id_tag_id_key" ON "blog_post_tags" ("post_id", "tag_id");
CREATE INDEX "blog_post_tags_tag_id_idx" ON "blog_post_tags" ("tag_id");
CREATE UNIQUE INDEX "blog_tag_name_key" ON "blog_tag" ("name");
