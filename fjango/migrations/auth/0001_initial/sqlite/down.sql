DROP TABLE "django_content_type";
DROP TABLE "auth_group";
DROP TABLE "auth_group_permissions";
DROP TABLE "auth_permission";
DROP TABLE "auth_refreshtoken";
DROP TABLE "auth_user";
DROP TABLE "auth_user_groups";
DROP TABLE "auth_user_user_permissions";
