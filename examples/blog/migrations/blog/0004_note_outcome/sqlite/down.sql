CREATE TABLE "new__blog_note" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "post_id" bigint NOT NULL,
    "author_id" bigint NOT NULL,
    "text" varchar(500) NOT NULL,
    "created" text NOT NULL,
    CONSTRAINT "blog_note_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "auth_user" ("id") ON DELETE NO ACTION DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT "blog_note_post_id_fkey" FOREIGN KEY ("post_id") REFERENCES "blog_post" ("id") ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT "blog_note_text_length_check" CHECK (length("text") <= 500)
);
INSERT INTO "new__blog_note" ("id", "post_id", "author_id", "text", "created") SELECT "id", "post_id", "author_id", "text", "created" FROM "blog_note";
DELETE FROM sqlite_sequence WHERE name = 'new__blog_note';
INSERT INTO sqlite_sequence (name, seq) SELECT 'new__blog_note', seq FROM sqlite_sequence WHERE name = 'blog_note';
DROP TABLE "blog_note";
ALTER TABLE "new__blog_note" RENAME TO "blog_note";
CREATE INDEX "blog_note_author_id_idx" ON "blog_note" ("author_id");
CREATE INDEX "blog_note_post_id_idx" ON "blog_note" ("post_id");
