DROP TABLE "{{app}}_note";
