ALTER TABLE "blog_note" DROP COLUMN "settled";
ALTER TABLE "blog_note" DROP COLUMN "outcome";
ALTER TABLE "blog_note" DROP COLUMN "place";
