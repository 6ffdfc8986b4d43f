DROP TABLE "blog_comment";
DROP TABLE "blog_post";
DROP TABLE "blog_post_tags";
DROP TABLE "blog_tag";
