ALTER TABLE "blog_post" ADD COLUMN "cover" varchar(100);
