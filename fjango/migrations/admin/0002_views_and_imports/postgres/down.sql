DROP TABLE "admin_import";
DROP TABLE "admin_preference";
DROP TABLE "admin_view";
