DROP TABLE "admin_attempt";
DROP TABLE "admin_session";
DROP TABLE "admin_revision";
