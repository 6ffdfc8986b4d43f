DROP TABLE "admin_upload";
