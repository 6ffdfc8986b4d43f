//! Functions of SQL, and choices between values.

use fjango::orm::{Func, json_array, json_object, value, when};
use fjango::prelude::*;

use crate::case::{Case, cases};
use crate::models::*;

/// By key, so that values stand in the same order on both sides.
fn posts() -> QuerySet<Post> {
    Post::objects().order_by(|p| p.id().asc())
}

fn moment(text: &str) -> DateTime<Utc> {
    text.parse().expect("a moment")
}

fn decimal(text: &str) -> Decimal {
    text.parse().expect("a decimal")
}

pub fn text() -> Vec<Case> {
    cases! {
        ("case beyond ASCII" differs on Sqlite)
        "Post.objects.order_by('id').values_list(Lower('title'), flat=True)" => |db| posts().values(db, |p| p.title().lower());
        ("case beyond ASCII" differs on Sqlite)
        "Post.objects.order_by('id').values_list(Upper('title'), flat=True)" => |db| posts().values(db, |p| p.title().upper());
        "Post.objects.filter(title='Straße').values_list(Upper('title'), flat=True)" => |db| posts().filter(|p| p.title().eq("Straße")).values(db, |p| p.title().upper());
        "Post.objects.order_by('id').values_list(Length('title'), flat=True)" => |db| posts().values(db, |p| p.title().length());
        "Post.objects.order_by('id').values_list(Length('body'), flat=True)" => |db| posts().values(db, |p| p.body().length());
        "Post.objects.annotate(n=Length('title')).filter(n__gt=12)" => |db| posts().filter(|p| p.title().length().gt(12)).all(db);
        "Post.objects.order_by('id').values_list(Trim('title'), LTrim('title'), RTrim('title'))" => |db| posts().values(db, |p| (p.title().trim(), p.title().trim_start(), p.title().trim_end()));
        "Post.objects.order_by('id').values_list(Concat('title', Value('!')), flat=True)" => |db| posts().values(db, |p| p.title().concat("!"));
        "Post.objects.order_by('id').values_list(Concat('body', Value(':'), 'title', output_field=TextField()), flat=True)" => |db| posts().values(db, |p| p.body().concat(":").concat(p.title()));
        "Post.objects.order_by('id').values_list(Replace('title', Value('a'), Value('<>')), flat=True)" => |db| posts().values(db, |p| p.title().replace("a", "<>"));
        "Post.objects.order_by('id').values_list(Replace('body', Value('%', TextField()), Value('', TextField())), flat=True)" => |db| posts().values(db, |p| p.body().replace("%", ""));
        "Post.objects.order_by('id').values_list(Substr('title', 3, 4), flat=True)" => |db| posts().values(db, |p| p.title().substring(3, 4));
        "Post.objects.order_by('id').values_list(Left('title', 3), Right('title', 3))" => |db| posts().values(db, |p| (p.title().left(3), p.title().right(3)));
        "Post.objects.order_by('id').values_list(LPad('title', 8, Value('*+')), RPad('title', 8, Value('é')))" => |db| posts().values(db, |p| (p.title().pad_start(8, "*+"), p.title().pad_end(8, "é")));
        "Post.objects.order_by('id').values_list(Repeat('title', 3), flat=True)" => |db| posts().values(db, |p| p.title().repeat(3));
        "Post.objects.order_by('id').values_list(Repeat('body', 0), flat=True)" => |db| posts().values(db, |p| p.body().repeat(0));
        "Post.objects.order_by('id').values_list(Reverse('title'), flat=True)" => |db| posts().values(db, |p| p.title().reverse());
        "Post.objects.order_by('id').values_list(StrIndex('title', Value('a')), flat=True)" => |db| posts().values(db, |p| p.title().position("a"));
        "Post.objects.order_by('id').values_list(StrIndex('body', Value('ü')), flat=True)" => |db| posts().values(db, |p| p.body().position("ü"));
        ("the first character of nothing" differs on Sqlite)
        "Post.objects.order_by('id').values_list(Ord('title'), Ord('body'))" => |db| posts().values(db, |p| (p.title().code_point(), p.body().code_point()));
        "Post.objects.filter(views__range=(1, 1000)).order_by('id').values_list(Chr('views'), flat=True)" => |db| posts().filter(|p| p.views().range(1, 1000)).values(db, |p| p.views().character());
        "Post.objects.order_by('id').values_list(MD5('title'), MD5('body'))" => |db| posts().values(db, |p| (p.title().md5(), p.body().md5()));
        "Post.objects.exclude(title='').order_by('id').values_list(Ord('title'), flat=True)" => |db| posts().exclude(|p| p.title().eq("")).values(db, |p| p.title().code_point());
        ("digests without an extension" differs on Postgres)
        "Post.objects.order_by('id').values_list(SHA224('title'), SHA256('title'), SHA384('body'), SHA512('body'))" => |db| posts().values(db, |p| (p.title().sha224(), p.title().sha256(), p.body().sha384(), p.body().sha512()));
        "Post.objects.order_by('id').values_list(Cast('views', TextField()), flat=True)" => |db| posts().values(db, |p| p.views().cast::<String>());
        "Post.objects.order_by(Length('title').desc(), 'id')" => |db| Post::objects().order_by(|p| (p.title().length().desc(), p.id().asc())).all(db);
        "Post.objects.annotate(t=Concat('author__name', Value('/'), 'editor__name')).order_by('id').values_list('t', flat=True)" => |db| posts().values(db, |p| p.author().name().concat("/").concat(p.editor().name()));
        "Post.objects.annotate(t=Left(Trim('title'), 2)).filter(t='pa')" => |db| posts().filter(|p| p.title().trim().left(2).eq("pa")).all(db);
    }
}

pub fn numbers() -> Vec<Case> {
    // The smallest `i32` has no opposite, and the largest no successor.
    fn small() -> QuerySet<Post> {
        posts().filter(|p| p.views().range(-1000, 1000))
    }
    cases! {
        "Post.objects.filter(views__range=(-1000, 1000)).order_by('id').values_list(F('views') + 1, F('views') - 1, F('views') * 3)" => |db| small().values(db, |p| (p.views() + 1, p.views() - 1, p.views() * 3));
        "Post.objects.filter(views__range=(-1000, 1000)).order_by('id').values_list(F('views') / 7, F('views') % 7)" => |db| small().values(db, |p| (p.views() / 7, p.views() % 7));
        "Post.objects.filter(views__range=(-1000, 1000)).order_by('id').values_list(F('views') + F('views') * 2, flat=True)" => |db| small().values(db, |p| p.views() + p.views() * 2);
        "Post.objects.order_by('id').values_list(F('score') + 1, flat=True)" => |db| posts().values(db, |p| p.score() + 1);
        "Post.objects.order_by('id').values_list(F('rating') * 2.5 - 1.0, flat=True)" => |db| posts().values(db, |p| p.rating() * 2.5 - 1.0);
        "Post.objects.order_by('id').values_list(F('rating') / 4.0, flat=True)" => |db| posts().values(db, |p| p.rating() / 4.0);
        "Post.objects.order_by('id').values_list(F('price') * D('2'), flat=True)" => |db| posts().values(db, |p| p.price() * decimal("2"));
        "Post.objects.filter(price__lt=1000).order_by('id').values_list(F('price') + D('0.05'), flat=True)" => |db| posts().filter(|p| p.price().lt(decimal("1000"))).values(db, |p| p.price() + decimal("0.05"));
        "Post.objects.filter(views__range=(-1000, 1000)).order_by('id').values_list(Abs('views'), Sign('views'))" => |db| small().values(db, |p| (p.views().abs(), p.views().sign()));
        "Post.objects.order_by('id').values_list(Abs('rating'), Abs('score'))" => |db| posts().values(db, |p| (p.rating().abs(), p.score().abs()));
        "Post.objects.order_by('id').values_list(Ceil('rating'), Floor('rating'))" => |db| posts().values(db, |p| (p.rating().ceil(), p.rating().floor()));
        "Post.objects.order_by('id').values_list(Round('rating', precision=1), flat=True)" => |db| posts().values(db, |p| p.rating().round(1));
        "Post.objects.filter(price__lt=1000).order_by('id').values_list(Round('price', precision=1), flat=True)" => |db| posts().filter(|p| p.price().lt(decimal("1000"))).values(db, |p| p.price().round(1));
        "Post.objects.order_by('id').values_list(Sign('rating'), Sign('score'))" => |db| posts().values(db, |p| (p.rating().sign(), p.score().sign()));
        "Post.objects.filter(rating__gte=0).order_by('id').values_list(Sqrt('rating'), flat=True)" => |db| posts().filter(|p| p.rating().ge(0.0)).values(db, |p| p.rating().sqrt());
        "Post.objects.filter(rating__gt=0).order_by('id').values_list(Ln('rating'), Log(3, 'rating'))" => |db| posts().filter(|p| p.rating().gt(0.0)).values(db, |p| (p.rating().ln(), p.rating().log(3.0)));
        "Post.objects.filter(rating__lt=100).order_by('id').values_list(Exp('rating'), Power('rating', 2))" => |db| posts().filter(|p| p.rating().lt(100.0)).values(db, |p| (p.rating().exp(), p.rating().power(2.0)));
        "Post.objects.filter(views__range=(-1000, 1000)).order_by('id').values_list(Power('views', 2), flat=True)" => |db| small().values(db, |p| p.views().power(2.0));
        "Post.objects.filter(rating__lt=100).order_by('id').values_list(Sin('rating'), Cos('rating'), Tan('rating'))" => |db| posts().filter(|p| p.rating().lt(100.0)).values(db, |p| (p.rating().sin(), p.rating().cos(), p.rating().tan()));
        "Post.objects.filter(rating__range=(-1, 1)).order_by('id').values_list(ASin('rating'), ACos('rating'), ATan('rating'))" => |db| posts().filter(|p| p.rating().range(-1.0, 1.0)).values(db, |p| (p.rating().asin(), p.rating().acos(), p.rating().atan()));
        "Post.objects.filter(rating__gt=1, rating__lt=100).order_by('id').values_list(Cot('rating'), ATan2('rating', Value(2.0)))" => |db| posts().filter(|p| p.rating().gt(1.0) & p.rating().lt(100.0)).values(db, |p| (p.rating().cot(), p.rating().atan2(2.0)));
        "Post.objects.order_by('id').values_list(Degrees('rating'), Radians('rating'))" => |db| posts().values(db, |p| (p.rating().degrees(), p.rating().radians()));
        "Post.objects.filter(views__range=(-1000, 1000)).order_by('id').values_list(Cast('views', FloatField()), flat=True)" => |db| small().values(db, |p| p.views().cast::<f64>());
        "Post.objects.order_by('id').values_list(Cast('pinned', IntegerField()), flat=True)" => |db| posts().values(db, |p| p.pinned().cast::<i32>());
        "Author.objects.order_by('id').values_list(F('age') * F('rating'), flat=True)" => |db| Author::objects().order_by(|a| a.id().asc()).values(db, |a| a.age().cast::<f64>() * a.rating());
        "Post.objects.filter(views__range=(-1000, 1000)).annotate(n=F('views') % 10).filter(n=0)" => |db| small().filter(|p| (p.views() % 10).eq(0)).all(db);
        "Post.objects.order_by(Abs('rating').desc(), 'id')" => |db| Post::objects().order_by(|p| (p.rating().abs().desc(), p.id().asc())).all(db);
    }
}

pub fn dates() -> Vec<Case> {
    /// Moments that leave room for a sum.
    fn inner() -> QuerySet<Post> {
        posts().filter(|p| p.created().year().range(2, 9998))
    }
    cases! {
        "Post.objects.order_by('id').values_list(ExtractYear('created'), ExtractMonth('created'), ExtractDay('created'), ExtractQuarter('created'))" => |db| posts().values(db, |p| (p.created().year(), p.created().month(), p.created().day(), p.created().quarter()));
        "Post.objects.order_by('id').values_list(ExtractHour('created'), ExtractMinute('created'), ExtractSecond('created'))" => |db| posts().values(db, |p| (p.created().hour(), p.created().minute(), p.created().second()));
        "Post.objects.order_by('id').values_list(ExtractWeek('created'), ExtractWeekDay('created'), ExtractIsoWeekDay('created'), ExtractIsoYear('created'))" => |db| posts().values(db, |p| (p.created().week(), p.created().week_day(), p.created().iso_week_day(), p.created().iso_year()));
        "Post.objects.order_by('id').values_list(ExtractYear('published'), ExtractMonth('published'), ExtractDay('published'), ExtractQuarter('published'))" => |db| posts().values(db, |p| (p.published().year(), p.published().month(), p.published().day(), p.published().quarter()));
        "Post.objects.order_by('id').values_list(ExtractWeek('published'), ExtractWeekDay('published'), ExtractIsoWeekDay('published'), ExtractIsoYear('published'))" => |db| posts().values(db, |p| (p.published().week(), p.published().week_day(), p.published().iso_week_day(), p.published().iso_year()));
        "Post.objects.order_by('id').values_list(ExtractHour('opens'), ExtractMinute('opens'), ExtractSecond('opens'))" => |db| posts().values(db, |p| (p.opens().hour(), p.opens().minute(), p.opens().second()));
        "Post.objects.order_by('id').values_list(TruncYear('created'), TruncQuarter('created'), TruncMonth('created'), TruncWeek('created'))" => |db| posts().values(db, |p| (p.created().start_of_year(), p.created().start_of_quarter(), p.created().start_of_month(), p.created().start_of_week()));
        "Post.objects.order_by('id').values_list(TruncDay('created'), TruncHour('created'), TruncMinute('created'), TruncSecond('created'))" => |db| posts().values(db, |p| (p.created().start_of_day(), p.created().start_of_hour(), p.created().start_of_minute(), p.created().start_of_second()));
        "Post.objects.order_by('id').values_list(TruncHour('opens'), TruncMinute('opens'), TruncSecond('opens'))" => |db| posts().values(db, |p| (p.opens().start_of_hour(), p.opens().start_of_minute(), p.opens().start_of_second()));
        "Post.objects.order_by('id').values_list(TruncYear('edited_at'), TruncWeek('edited_at'))" => |db| posts().values(db, |p| (p.edited_at().start_of_year(), p.edited_at().start_of_week()));
        "Post.objects.order_by('id').values_list(TruncYear('published'), TruncQuarter('published'), TruncMonth('published'), TruncWeek('published'), TruncDay('published'))" => |db| posts().values(db, |p| (p.published().start_of_year(), p.published().start_of_quarter(), p.published().start_of_month(), p.published().start_of_week(), p.published().start_of_day()));
        "Post.objects.order_by('id').values_list(TruncDate('created'), TruncTime('created'))" => |db| posts().values(db, |p| (p.created().date(), p.created().time()));
        "Post.objects.order_by('id').values_list(TruncDate('edited_at'), TruncTime('edited_at'))" => |db| posts().values(db, |p| (p.edited_at().date(), p.edited_at().time()));
        "Post.objects.filter(created__year__range=(2, 9998)).order_by('id').values_list(ExpressionWrapper(F('created') + timedelta(hours=36), DateTimeField()), flat=True)" => |db| inner().values(db, |p| p.created().plus(Duration::hours(36)));
        "Post.objects.filter(created__year__range=(2, 9998)).order_by('id').values_list(ExpressionWrapper(F('created') - timedelta(microseconds=1), DateTimeField()), flat=True)" => |db| inner().values(db, |p| p.created().minus(Duration::microseconds(1)));
        "Post.objects.filter(created__year__range=(2, 9998)).order_by('id').values_list(ExpressionWrapper(F('created') + F('length'), DateTimeField()), flat=True)" => |db| inner().values(db, |p| p.created().optional().plus(p.length()));
        "Post.objects.order_by('id').values_list(ExpressionWrapper(F('created') - F('edited_at'), DurationField()), flat=True)" => |db| posts().values(db, |p| p.created().optional().since(p.edited_at()));
        "Post.objects.filter(created__gte=TruncSecond('created'), created__lt=Now()).order_by('id')" => |db| posts().filter(|p| p.created().ge(p.created().start_of_second()) & p.created().lt(fjango::orm::now())).all(db);
        "Post.objects.filter(created__gt=F('edited_at') + timedelta(0))" => |db| posts().filter(|p| p.created().gt(p.edited_at().plus(Duration::zero()))).all(db);
        "Post.objects.annotate(y=ExtractYear('created')).order_by('y', 'id')" => |db| Post::objects().order_by(|p| (p.created().year().asc(), p.id().asc())).all(db);
        "Post.objects.filter(created__gte=moment('2021-01-01T00:00:00Z')).order_by('created', 'id').values_list('created', 'edited_at')" => |db| Post::objects().filter(|p| p.created().ge(moment("2021-01-01T00:00:00Z"))).order_by(|p| (p.created().asc(), p.id().asc())).values(db, |p| (p.created(), p.edited_at()));
    }
}

pub fn choices() -> Vec<Case> {
    cases! {
        "Post.objects.order_by('id').values_list(Case(When(views__gt=100, then=Value('many')), When(views__gt=0, then=Value('some')), default=Value('none')), flat=True)" => |db| posts().values(db, |p| when(p.views().gt(100), "many".to_owned()).when(p.views().gt(0), "some".to_owned()).otherwise("none".to_owned()));
        "Post.objects.order_by('id').values_list(Case(When(score__gt=0, then='score')), flat=True)" => |db| posts().values(db, |p| when(p.score().gt(0), p.score()).end());
        "Post.objects.order_by('id').values_list(Case(When(~Q(score__gt=0), then=Value(1)), default=Value(2)), flat=True)" => |db| posts().values(db, |p| when::<i32>(!p.score().gt(0), 1).otherwise(2));
        "Post.objects.filter(Case(When(pinned=True, then=Q(views__gt=0)), default=Q(views__lt=0), output_field=BooleanField()))" => |db| posts().filter(|p| (p.pinned().is_true() & p.views().gt(0)) | (!p.pinned().is_true() & p.views().lt(0))).all(db);
        "Post.objects.order_by(Case(When(status='published', then=0), default=1), 'id')" => |db| Post::objects().order_by(|p| (when::<i32>(p.status().eq(Status::Published), 0).otherwise(1).asc(), p.id().asc())).all(db);
        "Post.objects.order_by('id').values_list(Coalesce('score', 0), flat=True)" => |db| posts().values(db, |p| p.score().coalesce(0));
        "Post.objects.order_by('id').values_list(Coalesce('body', 'title', output_field=TextField()), flat=True)" => |db| posts().values(db, |p| p.body().cast::<String>().coalesce(p.title()));
        "Post.objects.order_by('id').values_list(Coalesce('editor__name', 'author__name'), flat=True)" => |db| posts().values(db, |p| p.editor().name().optional().coalesce(p.author().name()));
        "Post.objects.order_by('id').values_list(NullIf('views', 0), flat=True)" => |db| posts().values(db, |p| p.views().null_if(0));
        "Post.objects.order_by('id').values_list(NullIf('title', Value('')), flat=True)" => |db| posts().values(db, |p| p.title().null_if(String::new()));
        "Post.objects.order_by('id').values_list(Greatest('views', Value(10)), Least('views', Value(10)))" => |db| posts().values(db, |p| (p.views().greatest(10), p.views().least(10)));
        "Post.objects.order_by('id').values_list(Greatest('score', Value(10)), Least('score', Value(10)))" => |db| posts().values(db, |p| (p.score().greatest(10), p.score().least(10)));
        "Post.objects.order_by('id').values_list(Greatest('created', 'edited_at'), flat=True)" => |db| posts().values(db, |p| p.created().optional().greatest(p.edited_at()));
        "Post.objects.order_by('id').values_list(Value(7), flat=True)" => |db| posts().values(db, |_| value(7));
        "Post.objects.order_by('id').values_list('id', JSONObject(title='title', views=F('views') % 7, score='score', body='body', year=ExtractYear('created')))" => |db| posts().values(db, |p| (p.id(), json_object([
            ("title", p.title().to_json().optional()), ("views", (p.views() % 7).to_json().optional()), ("score", p.score().to_json()),
            ("body", p.body().to_json()), ("year", p.created().year().to_json().optional()),
        ])));
        "Post.objects.order_by('id').values_list(JSONArray('title', F('views') % 7, 'score', 'author__name'), flat=True)" => |db| posts().values(db, |p| json_array([
            p.title().to_json().optional(), (p.views() % 7).to_json().optional(), p.score().to_json(), p.author().name().to_json().optional(),
        ]));
        ("the order of bytes" differs on Sqlite)
        "Post.objects.order_by(Collate('title', 'C'), 'id')" => |db| Post::objects().order_by(|p| (p.title().collate("C").asc(), p.id().asc())).all(db);
        ("the order of bytes" differs on Sqlite)
        "Post.objects.filter(title__gt=Collate(Value('a'), 'C'))" => |db| Post::objects().filter(|p| p.title().gt(value("a".to_owned()).collate("C"))).all(db);
        "Post.objects.order_by('id').values_list(Func(F('title'), Value('a'), Value('é'), function='REPLACE', output_field=TextField()), flat=True)" => |db| posts().values(db, |p| Func::new("REPLACE").argument(p.title()).argument(value("a".to_owned())).argument(value("é".to_owned())).returns::<String>());
        "Post.objects.filter(id__in=Post.objects.annotate(n=Func(F('views'), Value(3), template='(%(expressions)s)', arg_joiner=' & ', output_field=IntegerField())).filter(n=1).values('id'))" => |db| Post::objects().filter(|p| Func::template("{0} & {1}").argument(p.views()).argument(value(3)).returns::<i32>().eq(1)).all(db);
        "Post.objects.values('pinned').annotate(m=Aggregate(F('views'), function='MAX', output_field=IntegerField())).values_list('pinned', 'm')" => |db| Post::objects().values(db, |p| (p.pinned(), Func::aggregate::<Option<i32>>("MAX", p.views())));
        "Post.objects.filter(score__gt=Coalesce('views', 5))" => |db| posts().filter(|p| p.score().gt(p.views().cast::<i64>())).all(db);
    }
}
