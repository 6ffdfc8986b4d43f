DROP TABLE "blog_note";
ALTER TABLE "blog_comment" DROP COLUMN "deleted_at";
