CREATE TABLE "{{app}}_note" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "title" varchar(200) NOT NULL,
    "text" text NOT NULL,
    "author_id" bigint NOT NULL,
    "created" text NOT NULL,
    CONSTRAINT "{{app}}_note_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "auth_user" ("id") ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT "{{app}}_note_title_length_check" CHECK (length("title") <= 200)
);
CREATE INDEX "{{app}}_note_author_id_idx" ON "{{app}}_note" ("author_id");
