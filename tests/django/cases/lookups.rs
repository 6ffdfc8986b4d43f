//! Lookups on columns of every kind.

use fjango::prelude::*;
use serde_json::json;

use crate::case::{Case, cases};
use crate::models::*;

fn posts() -> QuerySet<Post> {
    Post::objects()
}

fn moment(text: &str) -> DateTime<Utc> {
    text.parse().expect("a moment")
}

fn date(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn time(text: &str) -> NaiveTime {
    text.parse().expect("a time")
}

fn decimal(text: &str) -> Decimal {
    text.parse().expect("a decimal")
}

pub fn text() -> Vec<Case> {
    cases! {
        "Post.objects.filter(title='a')" => |db| posts().filter(|p| p.title().eq("a")).all(db);
        "Post.objects.filter(title__exact='')" => |db| posts().filter(|p| p.title().eq("")).all(db);
        "Post.objects.exclude(title='a')" => |db| posts().exclude(|p| p.title().eq("a")).all(db);
        "Post.objects.filter(title='\\\\')" => |db| posts().filter(|p| p.title().eq("\\")).all(db);
        "Post.objects.filter(title=\"'; DROP TABLE press_post; --\")" => |db| posts().filter(|p| p.title().eq("'; DROP TABLE press_post; --")).all(db);
        "Post.objects.filter(title__iexact='ISTANBUL')" => |db| posts().filter(|p| p.title().iexact("ISTANBUL")).all(db);
        ("case beyond ASCII" differs on Sqlite)
        "Post.objects.filter(title__iexact='ÄÖÜ')" => |db| posts().filter(|p| p.title().iexact("ÄÖÜ")).all(db);
        ("case beyond ASCII" differs on Sqlite)
        "Post.objects.filter(title__icontains='äÖ')" => |db| posts().filter(|p| p.title().icontains("äÖ")).all(db);
        ("case beyond ASCII" differs on Sqlite)
        "Post.objects.filter(title__istartswith='äö')" => |db| posts().filter(|p| p.title().istarts_with("äö")).all(db);
        ("case beyond ASCII" differs on Sqlite)
        "Post.objects.filter(title__iendswith='ÖÜ')" => |db| posts().filter(|p| p.title().iends_with("ÖÜ")).all(db);
        ("case counts" differs on Sqlite)
        "Post.objects.filter(title__contains='a')" => |db| posts().filter(|p| p.title().contains("a")).all(db);
        ("case counts" differs on Sqlite)
        "Post.objects.filter(title__startswith='a')" => |db| posts().filter(|p| p.title().starts_with("a")).all(db);
        ("case counts" differs on Sqlite)
        "Post.objects.filter(title__endswith='E')" => |db| posts().filter(|p| p.title().ends_with("E")).all(db);
        "Post.objects.filter(title__contains='%')" => |db| posts().filter(|p| p.title().contains("%")).all(db);
        "Post.objects.filter(title__contains='_')" => |db| posts().filter(|p| p.title().contains("_")).all(db);
        "Post.objects.filter(title__contains='\\\\')" => |db| posts().filter(|p| p.title().contains("\\")).all(db);
        "Post.objects.filter(title__contains='100%')" => |db| posts().filter(|p| p.title().contains("100%")).all(db);
        "Post.objects.filter(title__startswith='snake_')" => |db| posts().filter(|p| p.title().starts_with("snake_")).all(db);
        "Post.objects.filter(title__endswith='\\n')" => |db| posts().filter(|p| p.title().ends_with("\n")).all(db);
        "Post.objects.filter(title__contains='🎉')" => |db| posts().filter(|p| p.title().contains("🎉")).all(db);
        "Post.objects.filter(title__contains='')" => |db| posts().filter(|p| p.title().contains("")).all(db);
        "Post.objects.filter(body__contains='')" => |db| posts().filter(|p| p.body().contains("")).all(db);
        "Post.objects.exclude(body__contains='')" => |db| posts().exclude(|p| p.body().contains("")).all(db);
        "Post.objects.filter(title__icontains='QUICK')" => |db| posts().filter(|p| p.title().icontains("QUICK")).all(db);
        "Post.objects.filter(title__istartswith='BACK\\\\')" => |db| posts().filter(|p| p.title().istarts_with("BACK\\")).all(db);
        "Post.objects.filter(title__iendswith='PARTY')" => |db| posts().filter(|p| p.title().iends_with("PARTY")).all(db);
        "Post.objects.filter(title__icontains='strasse')" => |db| posts().filter(|p| p.title().icontains("strasse")).all(db);
        ("case beyond ASCII" differs on Sqlite)
        "Post.objects.filter(title__icontains='ÆRØ')" => |db| posts().filter(|p| p.title().icontains("ÆRØ")).all(db);
        "Post.objects.filter(title__icontains='İ')" => |db| posts().filter(|p| p.title().icontains("İ")).all(db);
        "Post.objects.filter(title__icontains='STRAßE')" => |db| posts().filter(|p| p.title().icontains("STRAßE")).all(db);
        "Post.objects.filter(title__regex=r'^[0-9]+')" => |db| posts().filter(|p| p.title().regex("^[0-9]+")).all(db);
        "Post.objects.filter(title__regex=r'[A-Z]{3}')" => |db| posts().filter(|p| p.title().regex("[A-Z]{3}")).all(db);
        "Post.objects.filter(title__regex=r'^$')" => |db| posts().filter(|p| p.title().regex("^$")).all(db);
        "Post.objects.filter(title__regex=r'\\\\')" => |db| posts().filter(|p| p.title().regex(r"\\")).all(db);
        "Post.objects.filter(title__iregex=r'^(the|EMOJI) ')" => |db| posts().filter(|p| p.title().iregex("^(the|EMOJI) ")).all(db);
        "Post.objects.filter(title__iregex=r'äö')" => |db| posts().filter(|p| p.title().iregex("äö")).all(db);
        "Post.objects.exclude(body__regex=r'a')" => |db| posts().exclude(|p| p.body().regex("a")).all(db);
        "Post.objects.filter(title__gt='a')" => |db| posts().filter(|p| p.title().gt("a")).all(db);
        "Post.objects.filter(title__lte='Z')" => |db| posts().filter(|p| p.title().le("Z")).all(db);
        "Post.objects.filter(title__range=('A', 'b'))" => |db| posts().filter(|p| p.title().range("A", "b")).all(db);
        "Post.objects.filter(title__in=['a', 'A', '', 'x,y'])" => |db| posts().filter(|p| p.title().in_(["a", "A", "", "x,y"])).all(db);
        "Post.objects.filter(title__in=[])" => |db| posts().filter(|p| p.title().in_(Vec::<String>::new())).all(db);
        "Post.objects.exclude(title__in=[])" => |db| posts().exclude(|p| p.title().in_(Vec::<String>::new())).all(db);
        "Author.objects.filter(email__icontains='@PRESS')" => |db| Author::objects().filter(|a| a.email().icontains("@PRESS")).all(db);
        "Author.objects.filter(email='author1@press.example')" => |db| Author::objects().filter(|a| a.email().eq("author1@press.example")).all(db);
        "Profile.objects.filter(website__contains='%41_b')" => |db| Profile::objects().filter(|p| p.website().contains("%41_b")).all(db);
        "Post.objects.filter(title=F('body'))" => |db| posts().filter(|p| p.title().eq(p.body().coalesce(Text::new("?")).cast::<String>())).all(db);
        "Post.objects.filter(status='published')" => |db| posts().filter(|p| p.status().eq(Status::Published)).all(db);
        "Post.objects.filter(status__in=['draft', 'archived'])" => |db| posts().filter(|p| p.status().in_([Status::Draft, Status::Archived])).all(db);
        "Post.objects.exclude(status='draft')" => |db| posts().exclude(|p| p.status().eq(Status::Draft)).all(db);
    }
}

pub fn values() -> Vec<Case> {
    cases! {
        "Post.objects.filter(views=0)" => |db| posts().filter(|p| p.views().eq(0)).all(db);
        "Post.objects.filter(views__gt=7)" => |db| posts().filter(|p| p.views().gt(7)).all(db);
        "Post.objects.filter(views__gte=7)" => |db| posts().filter(|p| p.views().ge(7)).all(db);
        "Post.objects.filter(views__lt=-1)" => |db| posts().filter(|p| p.views().lt(-1)).all(db);
        "Post.objects.filter(views__lte=-1)" => |db| posts().filter(|p| p.views().le(-1)).all(db);
        "Post.objects.filter(views__range=(-1, 10))" => |db| posts().filter(|p| p.views().range(-1, 10)).all(db);
        "Post.objects.filter(views__range=(10, -1))" => |db| posts().filter(|p| p.views().range(10, -1)).all(db);
        "Post.objects.filter(views__in=[1, 7, 7, 2147483647])" => |db| posts().filter(|p| p.views().in_([1, 7, 7, i32::MAX])).all(db);
        "Post.objects.filter(score__isnull=True)" => |db| posts().filter(|p| p.score().is_null()).all(db);
        "Post.objects.filter(score__isnull=False)" => |db| posts().filter(|p| p.score().is_not_null()).all(db);
        "Post.objects.filter(score=None)" => |db| posts().filter(|p| p.score().is_null()).all(db);
        "Post.objects.exclude(score=None)" => |db| posts().exclude(|p| p.score().is_null()).all(db);
        "Post.objects.exclude(score__gt=0)" => |db| posts().exclude(|p| p.score().gt(0)).all(db);
        "Post.objects.exclude(score=3)" => |db| posts().filter(|p| p.score().ne(3)).all(db);
        "Post.objects.exclude(score__in=[3, 21])" => |db| posts().exclude(|p| p.score().in_([3, 21])).all(db);
        "Post.objects.filter(~Q(score__gt=0) | Q(views=1))" => |db| posts().filter(|p| !p.score().gt(0) | p.views().eq(1)).all(db);
        "Post.objects.filter(~(Q(score__gt=0) & Q(views__gt=1)))" => |db| posts().filter(|p| !(p.score().gt(0) & p.views().gt(1))).all(db);
        "Post.objects.filter(Q(views__gt=1) ^ Q(pinned=True))" => |db| posts().filter(|p| p.views().gt(1) ^ p.pinned().is_true()).all(db);
        "Post.objects.filter(Q(score__gt=1) ^ Q(score__isnull=True))" => |db| posts().filter(|p| p.score().gt(1) ^ p.score().is_null()).all(db);
        "Post.objects.filter(score__gt=F('views'))" => |db| posts().filter(|p| p.score().gt(p.views().cast::<i64>())).all(db);
        "Post.objects.exclude(score__gt=F('views'))" => |db| posts().exclude(|p| p.score().gt(p.views().cast::<i64>())).all(db);
        "Post.objects.filter(views__gt=F('id') * 2 + 1)" => |db| posts().filter(|p| p.views().cast::<i64>().gt(p.id() * 2 + 1)).all(db);
        "Post.objects.filter(pinned=True)" => |db| posts().filter(|p| p.pinned()).all(db);
        "Post.objects.filter(pinned=False)" => |db| posts().filter(|p| p.pinned().eq(false)).all(db);
        "Post.objects.exclude(pinned=True)" => |db| posts().exclude(|p| p.pinned()).all(db);
        "Post.objects.filter(rating=2.5)" => |db| posts().filter(|p| p.rating().eq(2.5)).all(db);
        "Post.objects.filter(rating__lt=0)" => |db| posts().filter(|p| p.rating().lt(0.0)).all(db);
        "Post.objects.filter(rating__range=(-0.5, 4.5))" => |db| posts().filter(|p| p.rating().range(-0.5, 4.5)).all(db);
        "Post.objects.filter(price=D('19.99'))" => |db| posts().filter(|p| p.price().eq(decimal("19.99"))).all(db);
        "Post.objects.filter(price__gt=D('0.10'))" => |db| posts().filter(|p| p.price().gt(decimal("0.10"))).all(db);
        "Post.objects.filter(price__lte=D('-0.01'))" => |db| posts().filter(|p| p.price().le(decimal("-0.01"))).all(db);
        "Post.objects.filter(price__in=[D('100'), D('20.0'), D('9999999999999.99')])" => |db| posts().filter(|p| p.price().in_([decimal("100"), decimal("20.0"), decimal("9999999999999.99")])).all(db);
        "Post.objects.filter(price__range=(D('0'), D('100')))" => |db| posts().filter(|p| p.price().range(decimal("0"), decimal("100"))).all(db);
        "Post.objects.exclude(price__gt=D('1'))" => |db| posts().exclude(|p| p.price().gt(decimal("1"))).all(db);
        "Post.objects.filter(length__gt=timedelta(seconds=90))" => |db| posts().filter(|p| p.length().gt(Duration::seconds(90))).all(db);
        "Post.objects.filter(length__lt=timedelta(0))" => |db| posts().filter(|p| p.length().lt(Duration::zero())).all(db);
        "Post.objects.filter(length=timedelta(microseconds=1))" => |db| posts().filter(|p| p.length().eq(Duration::microseconds(1))).all(db);
        "Post.objects.filter(length__in=[timedelta(hours=1), timedelta(days=365)])" => |db| posts().filter(|p| p.length().in_([Duration::hours(1), Duration::days(365)])).all(db);
        "Post.objects.filter(uid=UUID('02020202-0000-4000-8000-000000000002'))" => |db| posts().filter(|p| p.uid().eq("02020202-0000-4000-8000-000000000002".parse::<Uuid>().expect("a UUID"))).all(db);
        "Post.objects.filter(pk=3)" => |db| posts().filter(|p| p.id().eq(3)).all(db);
        "Post.objects.filter(pk__in=range(5, 9))" => |db| posts().filter(|p| p.id().in_(5..9)).all(db);
        "Post.objects.filter(Q())" => |db| posts().all(db);
        "Post.objects.filter(views=0, pinned=False)" => |db| posts().filter(|p| p.views().eq(0) & p.pinned().eq(false)).all(db);
        "Post.objects.filter(views=0).filter(pinned=False)" => |db| posts().filter(|p| p.views().eq(0)).filter(|p| p.pinned().eq(false)).all(db);
        "Post.objects.exclude(views=0, pinned=False)" => |db| posts().exclude(|p| p.views().eq(0) & p.pinned().eq(false)).all(db);
    }
}

pub fn dates() -> Vec<Case> {
    cases! {
        "Post.objects.filter(published=date(2024, 2, 29))" => |db| posts().filter(|p| p.published().eq(date("2024-02-29"))).all(db);
        "Post.objects.filter(published__lt=date(1600, 1, 1))" => |db| posts().filter(|p| p.published().lt(date("1600-01-01"))).all(db);
        "Post.objects.filter(published__range=(date(2020, 12, 31), date(2021, 1, 3)))" => |db| posts().filter(|p| p.published().range(date("2020-12-31"), date("2021-01-03"))).all(db);
        "Post.objects.exclude(published__gte=date(2000, 1, 1))" => |db| posts().exclude(|p| p.published().ge(date("2000-01-01"))).all(db);
        "Post.objects.filter(published__year=2021)" => |db| posts().filter(|p| p.published().year().eq(2021)).all(db);
        "Post.objects.filter(published__year__gte=2021)" => |db| posts().filter(|p| p.published().year().ge(2021)).all(db);
        "Post.objects.filter(published__year__in=[1, 9999])" => |db| posts().filter(|p| p.published().year().in_([1, 9999])).all(db);
        "Post.objects.exclude(published__year=2021)" => |db| posts().exclude(|p| p.published().year().eq(2021)).all(db);
        "Post.objects.filter(published__iso_year=2020)" => |db| posts().filter(|p| p.published().iso_year().eq(2020)).all(db);
        "Post.objects.filter(published__iso_year=2025)" => |db| posts().filter(|p| p.published().iso_year().eq(2025)).all(db);
        "Post.objects.filter(published__month=2)" => |db| posts().filter(|p| p.published().month().eq(2)).all(db);
        "Post.objects.filter(published__day=29)" => |db| posts().filter(|p| p.published().day().eq(29)).all(db);
        "Post.objects.filter(published__day__gt=28)" => |db| posts().filter(|p| p.published().day().gt(28)).all(db);
        "Post.objects.filter(published__week=53)" => |db| posts().filter(|p| p.published().week().eq(53)).all(db);
        "Post.objects.filter(published__week=1)" => |db| posts().filter(|p| p.published().week().eq(1)).all(db);
        "Post.objects.filter(published__week_day=1)" => |db| posts().filter(|p| p.published().week_day().eq(1)).all(db);
        "Post.objects.filter(published__week_day__in=[2, 7])" => |db| posts().filter(|p| p.published().week_day().in_([2, 7])).all(db);
        "Post.objects.filter(published__iso_week_day=7)" => |db| posts().filter(|p| p.published().iso_week_day().eq(7)).all(db);
        "Post.objects.filter(published__quarter=4)" => |db| posts().filter(|p| p.published().quarter().eq(4)).all(db);
        "Post.objects.filter(created=moment('1970-01-01T00:00:00Z'))" => |db| posts().filter(|p| p.created().eq(moment("1970-01-01T00:00:00Z"))).all(db);
        "Post.objects.filter(created__gt=moment('2021-01-03T23:59:59.999998Z'))" => |db| posts().filter(|p| p.created().gt(moment("2021-01-03T23:59:59.999998Z"))).all(db);
        "Post.objects.filter(created__lte=moment('2021-01-01T01:00:00+01:00'))" => |db| posts().filter(|p| p.created().le(moment("2021-01-01T01:00:00+01:00"))).all(db);
        "Post.objects.filter(created__range=(moment('2024-06-30T06:07:08Z'), moment('2024-06-30T18:00:00.5Z')))" => |db| posts().filter(|p| p.created().range(moment("2024-06-30T06:07:08Z"), moment("2024-06-30T18:00:00.5Z"))).all(db);
        "Post.objects.filter(created__in=[moment('2020-12-31T23:30:00Z'), moment('9999-12-31T23:59:59.999999Z')])" => |db| posts().filter(|p| p.created().in_([moment("2020-12-31T23:30:00Z"), moment("9999-12-31T23:59:59.999999Z")])).all(db);
        "Post.objects.filter(created__date=date(2024, 6, 30))" => |db| posts().filter(|p| p.created().date().eq(date("2024-06-30"))).all(db);
        "Post.objects.filter(created__date__lt=date(1970, 1, 1))" => |db| posts().filter(|p| p.created().date().lt(date("1970-01-01"))).all(db);
        "Post.objects.exclude(edited_at__date=date(2024, 6, 30))" => |db| posts().exclude(|p| p.edited_at().date().eq(date("2024-06-30"))).all(db);
        "Post.objects.filter(created__time=time(0))" => |db| posts().filter(|p| p.created().time().eq(time("00:00:00"))).all(db);
        "Post.objects.filter(created__time__gte=time(18))" => |db| posts().filter(|p| p.created().time().ge(time("18:00:00"))).all(db);
        "Post.objects.filter(created__year=2024)" => |db| posts().filter(|p| p.created().year().eq(2024)).all(db);
        "Post.objects.filter(created__year__lt=1970)" => |db| posts().filter(|p| p.created().year().lt(1970)).all(db);
        "Post.objects.filter(created__iso_year=2020)" => |db| posts().filter(|p| p.created().iso_year().eq(2020)).all(db);
        "Post.objects.filter(created__month=12)" => |db| posts().filter(|p| p.created().month().eq(12)).all(db);
        "Post.objects.filter(created__week=53)" => |db| posts().filter(|p| p.created().week().eq(53)).all(db);
        "Post.objects.filter(created__week_day=7)" => |db| posts().filter(|p| p.created().week_day().eq(7)).all(db);
        "Post.objects.filter(created__iso_week_day=1)" => |db| posts().filter(|p| p.created().iso_week_day().eq(1)).all(db);
        "Post.objects.filter(created__quarter__lte=2)" => |db| posts().filter(|p| p.created().quarter().le(2)).all(db);
        "Post.objects.filter(created__hour=23)" => |db| posts().filter(|p| p.created().hour().eq(23)).all(db);
        "Post.objects.filter(created__minute=59)" => |db| posts().filter(|p| p.created().minute().eq(59)).all(db);
        "Post.objects.filter(created__second=59)" => |db| posts().filter(|p| p.created().second().eq(59)).all(db);
        "Post.objects.filter(created__second__gte=8)" => |db| posts().filter(|p| p.created().second().ge(8)).all(db);
        "Post.objects.filter(edited_at__hour=23, edited_at__year__gt=1999)" => |db| posts().filter(|p| p.edited_at().hour().eq(23) & p.edited_at().year().gt(1999)).all(db);
        "Post.objects.filter(created__gt=F('edited_at'))" => |db| posts().filter(|p| p.created().gt(p.edited_at())).all(db);
        "Post.objects.exclude(created__gt=F('edited_at'))" => |db| posts().exclude(|p| p.created().gt(p.edited_at())).all(db);
        "Post.objects.filter(opens=time(12))" => |db| posts().filter(|p| p.opens().eq(time("12:00:00"))).all(db);
        "Post.objects.filter(opens__gt=time(0))" => |db| posts().filter(|p| p.opens().gt(time("00:00:00"))).all(db);
        "Post.objects.filter(opens__hour=18)" => |db| posts().filter(|p| p.opens().hour().eq(18)).all(db);
        "Post.objects.filter(opens__minute=30)" => |db| posts().filter(|p| p.opens().minute().eq(30)).all(db);
        "Post.objects.filter(opens__second=59)" => |db| posts().filter(|p| p.opens().second().eq(59)).all(db);
    }
}

pub fn json() -> Vec<Case> {
    cases! {
        "Post.objects.filter(meta__isnull=True)" => |db| posts().filter(|p| p.meta().is_null()).all(db);
        "Post.objects.filter(meta__has_key='a')" => |db| posts().filter(|p| p.meta().has_key("a")).all(db);
        "Post.objects.filter(meta__has_key='k y')" => |db| posts().filter(|p| p.meta().has_key("k y")).all(db);
        "Post.objects.filter(meta__has_key='Ä')" => |db| posts().filter(|p| p.meta().has_key("Ä")).all(db);
        "Post.objects.filter(meta__has_keys=['a', 'b'])" => |db| posts().filter(|p| p.meta().has_keys(["a", "b"])).all(db);
        "Post.objects.filter(meta__has_any_keys=['k y', 'stars', 'no'])" => |db| posts().filter(|p| p.meta().has_any_keys(["k y", "stars", "no"])).all(db);
        "Post.objects.exclude(meta__has_keys=['lang'])" => |db| posts().exclude(|p| p.meta().has_keys(["lang"])).all(db);
        ("containment on SQLite" differs on Sqlite)
        "Post.objects.filter(meta__contained_by={'a': '1', 'lang': 'de', 'more': 1})" => |db| posts().filter(|p| p.meta().contained_by(json!({ "a": "1", "lang": "de", "more": 1 }))).all(db);
        ("containment on SQLite" differs on Sqlite)
        "Post.objects.filter(meta__contained_by=[3.5, None, 'two', 1, 2])" => |db| posts().filter(|p| p.meta().contained_by(json!([3.5, null, "two", 1, 2]))).all(db);
        "Post.objects.filter(meta__a=None)" => |db| posts().filter(|p| p.meta().key("a").is_json_null()).all(db);
        "Post.objects.filter(meta=None)" => |db| posts().filter(|p| p.meta().is_json_null()).all(db);
        "Post.objects.filter(meta__nested__has_key='deep')" => |db| posts().filter(|p| p.meta().key("nested").has_key("deep")).all(db);
        "Post.objects.filter(meta__a=1)" => |db| posts().filter(|p| p.meta().key("a").eq(json!(1))).all(db);
        "Post.objects.filter(meta__a='1')" => |db| posts().filter(|p| p.meta().key("a").eq(json!("1"))).all(db);
        "Post.objects.filter(meta__lang='de')" => |db| posts().filter(|p| p.meta().key("lang").text().eq("de")).all(db);
        "Post.objects.filter(meta__lang__startswith='e')" => |db| posts().filter(|p| p.meta().key("lang").text().starts_with("e")).all(db);
        "Post.objects.filter(meta__lang__icontains='R')" => |db| posts().filter(|p| p.meta().key("lang").text().icontains("R")).all(db);
        "Post.objects.filter(meta__lang__in=['de', 'fr'])" => |db| posts().filter(|p| p.meta().key("lang").text().in_(["de", "fr"])).all(db);
        "Post.objects.filter(meta__stars__gt=2)" => |db| posts().filter(|p| p.meta().key("stars").number().gt(2.0)).all(db);
        "Post.objects.filter(meta__stars__lte=2.5)" => |db| posts().filter(|p| p.meta().key("stars").number().le(2.5)).all(db);
        "Post.objects.filter(meta__nested__deep__er='x')" => |db| posts().filter(|p| p.meta().key("nested").key("deep").key("er").text().eq("x")).all(db);
        "Post.objects.filter(meta__b__0=1)" => |db| posts().filter(|p| p.meta().key("b").at(0).eq(json!(1))).all(db);
        "Post.objects.filter(meta__0=1)" => |db| posts().filter(|p| p.meta().at(0).eq(json!(1))).all(db);
        "Post.objects.filter(meta__a__isnull=False)" => |db| posts().filter(|p| p.meta().has_key("a")).all(db);
        "Post.objects.filter(meta__tags=['x', 'y'])" => |db| posts().filter(|p| p.meta().key("tags").eq(json!(["x", "y"]))).all(db);
        "Post.objects.filter(meta={})" => |db| posts().filter(|p| p.meta().eq(Json(json!({})))).all(db);
        "Post.objects.filter(meta=[1, 'two', None, 3.5])" => |db| posts().filter(|p| p.meta().eq(Json(json!([1, "two", null, 3.5])))).all(db);
        "Post.objects.filter(meta='text')" => |db| posts().filter(|p| p.meta().eq(Json(json!("text")))).all(db);
        ("containment on SQLite" differs on Sqlite)
        "Post.objects.filter(meta__contains={'lang': 'de'})" => |db| posts().filter(|p| p.meta().contains_json(json!({ "lang": "de" }))).all(db);
        ("containment on SQLite" differs on Sqlite)
        "Post.objects.filter(meta__contains=[1, 'two'])" => |db| posts().filter(|p| p.meta().contains_json(json!([1, "two"]))).all(db);
        ("containment on SQLite" differs on Sqlite)
        "Post.objects.filter(meta__contains={'b': [{'c': None}]})" => |db| posts().filter(|p| p.meta().contains_json(json!({ "b": [{ "c": null }] }))).all(db);
        "Post.objects.order_by('id').values_list('id', 'meta__lang')" => |db| posts().order_by(|p| p.id().asc()).values(db, |p| (p.id(), p.meta().key("lang")));
        "Post.objects.order_by('id').values_list('id', 'meta__b__2', 'meta__stars')" => |db| posts().order_by(|p| p.id().asc()).values(db, |p| (p.id(), p.meta().key("b").at(2), p.meta().key("stars")));
    }
}
