DROP TABLE "blog_note";
CREATE TABLE "new__blog_comment" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "post_id" bigint NOT NULL,
    "name" varchar(80) NOT NULL,
    "text" varchar(2000) NOT NULL,
    "created" text NOT NULL,
    CONSTRAINT "blog_comment_post_id_fkey" FOREIGN KEY ("post_id") REFERENCES "blog_post" ("id") ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT "blog_comment_name_length_check" CHECK (length("name") <= 80),
    CONSTRAINT "blog_comment_text_length_check" CHECK (length("text") <= 2000)
);
INSERT INTO "new__blog_comment" ("id", "post_id", "name", "text", "created") SELECT "id", "post_id", "name", "text", "created" FROM "blog_comment";
DELETE FROM sqlite_sequence WHERE name = 'new__blog_comment';
INSERT INTO sqlite_sequence (name, seq) SELECT 'new__blog_comment', seq FROM sqlite_sequence WHERE name = 'blog_comment';
DROP TABLE "blog_comment";
ALTER TABLE "new__blog_comment" RENAME TO "blog_comment";
CREATE INDEX "blog_comment_post_id_idx" ON "blog_comment" ("post_id");
