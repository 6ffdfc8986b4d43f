ALTER TABLE "blog_post" DROP COLUMN "cover";
