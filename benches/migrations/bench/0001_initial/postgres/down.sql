ALTER TABLE "bench_post" DROP CONSTRAINT "bench_post_author_id_fkey";
DROP TABLE "bench_author";
DROP TABLE "bench_post";
