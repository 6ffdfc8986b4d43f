ALTER TABLE "blog_post" ADD COLUMN "cover" varchar(100) CONSTRAINT "blog_post_cover_length_check" CHECK (length("cover") <= 100);
