ALTER TABLE "blog_comment" DROP CONSTRAINT "blog_comment_post_id_fkey";
ALTER TABLE "blog_post_tags" DROP CONSTRAINT "blog_post_tags_post_id_fkey";
ALTER TABLE "blog_post_tags" DROP CONSTRAINT "blog_post_tags_tag_id_fkey";
DROP TABLE "blog_comment";
DROP TABLE "blog_post";
DROP TABLE "blog_post_tags";
DROP TABLE "blog_tag";
