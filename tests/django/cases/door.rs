//! The untyped door: Django's spelling of a lookup, as text.

use fjango::prelude::*;

use crate::case::{Case, cases};
use crate::models::*;

/// The posts that a lookup finds.
async fn posts(db: &Db, lookup: &str, value: &str) -> fjango::orm::Result<Vec<Post>> {
    Post::objects().filter_by(lookup, value)?.all(db).await
}

async fn authors(db: &Db, lookup: &str, value: &str) -> fjango::orm::Result<Vec<Author>> {
    Author::objects().filter_by(lookup, value)?.all(db).await
}

pub fn cases() -> Vec<Case> {
    cases! {
        "Post.objects.filter(meta__a=1)" => |db| posts(db, "meta__a", "1");
        "Post.objects.filter(meta__a='1')" => |db| posts(db, "meta__a", "\"1\"");
        "Post.objects.filter(meta__a=None)" => |db| posts(db, "meta__a", "null");
        "Post.objects.filter(meta__a__isnull=True)" => |db| posts(db, "meta__a__isnull", "true");
        "Post.objects.filter(meta__lang='de')" => |db| posts(db, "meta__lang", "de");
        "Post.objects.filter(meta__lang__in=['de', 'fr'])" => |db| posts(db, "meta__lang__in", "de,fr");
        "Post.objects.filter(meta__stars__in=[5, 2.5])" => |db| posts(db, "meta__stars__in", "[5, 2.5]");
        "Post.objects.filter(meta__lang__istartswith='D')" => |db| posts(db, "meta__lang__istartswith", "D");
        "Post.objects.filter(meta__lang__iexact='EN')" => |db| posts(db, "meta__lang__iexact", "EN");
        "Post.objects.filter(meta__lang__regex='^[df]')" => |db| posts(db, "meta__lang__regex", "^[df]");
        "Post.objects.filter(meta__stars__gt=2)" => |db| posts(db, "meta__stars__gt", "2");
        "Post.objects.filter(meta__stars__lte=2.5)" => |db| posts(db, "meta__stars__lte", "2.5");
        "Post.objects.filter(meta__nested__deep__er='x')" => |db| posts(db, "meta__nested__deep__er", "x");
        "Post.objects.filter(meta__nested__deep__has_key='er')" => |db| posts(db, "meta__nested__deep__has_key", "er");
        "Post.objects.filter(meta__b__2__c=None)" => |db| posts(db, "meta__b__2__c", "null");
        "Post.objects.filter(meta__0=1)" => |db| posts(db, "meta__0", "1");
        "Post.objects.filter(meta__has_keys=['lang', 'stars'])" => |db| posts(db, "meta__has_keys", "lang,stars");
        "Post.objects.filter(meta__has_any_keys=['lang', 'stars'])" => |db| posts(db, "meta__has_any_keys", "[\"lang\", \"stars\"]");
        "Post.objects.filter(meta={'a': None})" => |db| posts(db, "meta", "{\"a\": null}");
        "Comment.objects.filter(post__meta__lang='de').count()" => |db| async { Comment::objects().filter_by("post__meta__lang", "de")?.count(db).await };
        "Post.objects.filter(created__date__year=2024)" => |db| posts(db, "created__date__year", "2024");
        "Post.objects.filter(edited_at__year__isnull=True)" => |db| posts(db, "edited_at__year__isnull", "true");
        "Post.objects.filter(created__time__hour__in=[0, 12])" => |db| posts(db, "created__time__hour__in", "0,12");
        "Post.objects.filter(title='A')" => |db| posts(db, "title", "A");
        "Post.objects.filter(title__exact='A')" => |db| posts(db, "title__exact", "A");
        "Post.objects.filter(title__iexact='iSTANBUL')" => |db| posts(db, "title__iexact", "iSTANBUL");
        "Post.objects.filter(title__contains='100%')" => |db| posts(db, "title__contains", "100%");
        "Post.objects.filter(title__icontains='PARTY')" => |db| posts(db, "title__icontains", "PARTY");
        "Post.objects.filter(title__startswith='{}[]')" => |db| posts(db, "title__startswith", "{}[]");
        "Post.objects.filter(title__istartswith='EMOJI')" => |db| posts(db, "title__istartswith", "EMOJI");
        "Post.objects.filter(title__endswith='🎉 party')" => |db| posts(db, "title__endswith", "🎉 party");
        "Post.objects.filter(title__iendswith='FOX')" => |db| posts(db, "title__iendswith", "FOX");
        "Post.objects.filter(title__regex='^[a-z]+$')" => |db| posts(db, "title__regex", "^[a-z]+$");
        "Post.objects.filter(title__iregex='^NULL')" => |db| posts(db, "title__iregex", "^NULL");
        "Post.objects.filter(title__in=['a', '0', '%'])" => |db| posts(db, "title__in", "a,0,%");
        "Post.objects.filter(views__gt=7)" => |db| posts(db, "views__gt", "7");
        "Post.objects.filter(views__gte=7)" => |db| posts(db, "views__gte", "7");
        "Post.objects.filter(views__lt=7)" => |db| posts(db, "views__lt", "7");
        "Post.objects.filter(views__lte=7)" => |db| posts(db, "views__lte", "7");
        "Post.objects.filter(views__range=(1, 42))" => |db| posts(db, "views__range", "1,42");
        "Post.objects.filter(score__isnull=True)" => |db| posts(db, "score__isnull", "true");
        "Post.objects.filter(score__isnull=False)" => |db| posts(db, "score__isnull", "false");
        "Post.objects.filter(price=D('19.99'))" => |db| posts(db, "price", "19.99");
        "Post.objects.filter(created__date=date(2024, 6, 30))" => |db| posts(db, "created__date", "2024-06-30");
        "Post.objects.filter(created__date__gt=date(2024, 6, 30))" => |db| posts(db, "created__date__gt", "2024-06-30");
        "Post.objects.filter(edited_at__date__in=[date(2024, 6, 30), date(1970, 1, 1)])" => |db| posts(db, "edited_at__date__in", "2024-06-30,1970-01-01");
        "Post.objects.filter(created__date__range=(date(2020, 1, 1), date(2021, 1, 1)))" => |db| posts(db, "created__date__range", "2020-01-01,2021-01-01");
        "Post.objects.filter(created__time=time(12))" => |db| posts(db, "created__time", "12:00:00");
        "Post.objects.filter(created__time__lt=time(6, 30))" => |db| posts(db, "created__time__lt", "06:30");
        "Post.objects.filter(created__year=2021)" => |db| posts(db, "created__year", "2021");
        "Post.objects.filter(published__year__in=[2020, 2021])" => |db| posts(db, "published__year__in", "2020,2021");
        "Post.objects.filter(published__month__range=(2, 6))" => |db| posts(db, "published__month__range", "2,6");
        "Post.objects.filter(published__iso_year=2020)" => |db| posts(db, "published__iso_year", "2020");
        "Post.objects.filter(published__week=53)" => |db| posts(db, "published__week", "53");
        "Post.objects.filter(published__week_day=6)" => |db| posts(db, "published__week_day", "6");
        "Post.objects.filter(published__iso_week_day=5)" => |db| posts(db, "published__iso_week_day", "5");
        "Post.objects.filter(published__quarter__gte=3)" => |db| posts(db, "published__quarter__gte", "3");
        "Post.objects.filter(published__day__lt=2)" => |db| posts(db, "published__day__lt", "2");
        "Post.objects.filter(opens__hour__gte=12)" => |db| posts(db, "opens__hour__gte", "12");
        "Post.objects.filter(created__minute=7)" => |db| posts(db, "created__minute", "7");
        "Post.objects.filter(created__second__in=[8, 56])" => |db| posts(db, "created__second__in", "8,56");
        "Post.objects.filter(meta__has_key='lang')" => |db| posts(db, "meta__has_key", "lang");
        ("containment on SQLite" differs on Sqlite)
        "Post.objects.filter(meta__contains={'stars': 5})" => |db| posts(db, "meta__contains", "{\"stars\": 5}");
        "Post.objects.filter(author__name='Bob')" => |db| posts(db, "author__name", "Bob");
        "Post.objects.filter(author=3)" => |db| posts(db, "author", "3");
        "Post.objects.filter(editor__isnull=True)" => |db| posts(db, "editor__isnull", "true");
        "Post.objects.filter(tags__name='web').distinct()" => |db| posts(db, "tags__name", "web");
        "Post.objects.filter(tags__in=[1, 2]).distinct()" => |db| posts(db, "tags__in", "1,2");
        "Author.objects.filter(posts__comments__stars__gt=4).distinct()" => |db| authors(db, "posts__comments__stars__gt", "4");
        "Author.objects.filter(profile__isnull=True)" => |db| authors(db, "profile__isnull", "true");
    }
}
