CREATE TABLE "bench_author" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "name" varchar(80) NOT NULL,
    "email" text NOT NULL,
    CONSTRAINT "bench_author_name_length_check" CHECK (length("name") <= 80)
);
CREATE TABLE "bench_post" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "title" varchar(200) NOT NULL,
    "slug" text NOT NULL,
    "body" text NOT NULL,
    "status" text NOT NULL,
    "author_id" bigint NOT NULL,
    "created" text NOT NULL,
    CONSTRAINT "bench_post_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "bench_author" ("id") ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT "bench_post_status_choices_check" CHECK ("status" IN ('draft', 'published')),
    CONSTRAINT "bench_post_title_length_check" CHECK (length("title") <= 200)
);
CREATE UNIQUE INDEX "bench_post_author_id_slug_key" ON "bench_post" ("author_id", "slug");
CREATE INDEX "bench_post_author_id_idx" ON "bench_post" ("author_id");
CREATE INDEX "bench_post_status_created_idx" ON "bench_post" ("status", "created");
