DROP TABLE "bench_author";
DROP TABLE "bench_post";
