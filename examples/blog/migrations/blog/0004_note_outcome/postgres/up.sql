ALTER TABLE "blog_note" ADD COLUMN "settled" boolean NOT NULL DEFAULT FALSE;
ALTER TABLE "blog_note" ADD COLUMN "outcome" varchar(500) NOT NULL DEFAULT '';
ALTER TABLE "blog_note" ADD COLUMN "place" integer NOT NULL DEFAULT 0;
