//! Aggregates over all rows and over groups.

use fjango::orm::{count, when};
use fjango::prelude::*;

use crate::case::{Case, cases};
use crate::models::*;

fn posts() -> QuerySet<Post> {
    Post::objects()
}

pub fn cases() -> Vec<Case> {
    cases! {
        "Post.objects.aggregate(n=Count('*'))" => |db| posts().aggregate(db, |_| count());
        "Post.objects.aggregate(a=Count('score'), b=Count('editor'), c=Count('author', distinct=True))" => |db| posts().aggregate(db, |p| (p.score().count(), p.editor().key().count(), p.author().key().count().distinct()));
        "Post.objects.aggregate(a=Sum('views'), b=Avg('views'), c=Min('views'), d=Max('views'))" => |db| posts().aggregate(db, |p| (p.views().sum(), p.views().avg(), p.views().min(), p.views().max()));
        "Post.objects.aggregate(a=Sum('score'), b=Avg('score'))" => |db| posts().aggregate(db, |p| (p.score().sum(), p.score().avg()));
        "Post.objects.aggregate(a=Sum('rating'), b=Avg('rating'), c=Min('rating'), d=Max('rating'))" => |db| posts().aggregate(db, |p| (p.rating().sum(), p.rating().avg(), p.rating().min(), p.rating().max()));
        "Post.objects.filter(price__lt=1000).aggregate(a=Sum('price'), b=Avg('price'), c=Min('price'), d=Max('price'))" => |db| posts().filter(|p| p.price().lt("1000".parse::<Decimal>().expect("a decimal"))).aggregate(db, |p| (p.price().sum(), p.price().avg(), p.price().min(), p.price().max()));
        "Post.objects.aggregate(a=Sum('length'), b=Avg('length'), c=Min('length'), d=Max('length'))" => |db| posts().aggregate(db, |p| (p.length().sum(), p.length().avg(), p.length().min(), p.length().max()));
        "Post.objects.aggregate(a=Min('title'), b=Max('title'), c=Min('body'))" => |db| posts().aggregate(db, |p| (p.title().min(), p.title().max(), p.body().min()));
        "Post.objects.aggregate(a=Min('created'), b=Max('created'), c=Min('published'), d=Max('published'))" => |db| posts().aggregate(db, |p| (p.created().min(), p.created().max(), p.published().min(), p.published().max()));
        "Post.objects.aggregate(a=Min('opens'), b=Max('opens'))" => |db| posts().aggregate(db, |p| (p.opens().min(), p.opens().max()));
        "Post.objects.aggregate(a=StdDev('rating'), b=StdDev('rating', sample=True))" => |db| posts().aggregate(db, |p| (p.rating().std_dev(), p.rating().std_dev_sample()));
        "Post.objects.filter(score__range=(-1000, 1000)).aggregate(a=Variance('score'), b=Variance('score', sample=True))" => |db| posts().filter(|p| p.score().range(-1000, 1000)).aggregate(db, |p| (p.score().variance(), p.score().variance_sample()));
        "Post.objects.aggregate(a=Count('id', filter=Q(pinned=True)), b=Sum('views', filter=Q(views__gt=0)), c=Max('score', filter=~Q(score__gt=100)))" => |db| posts().aggregate(db, |p| (p.id().count().filter(p.pinned()), p.views().sum().filter(p.views().gt(0)), p.score().max().filter(!p.score().gt(100))));
        "Post.objects.aggregate(a=Sum('views', distinct=True), b=Avg('score', distinct=True))" => |db| posts().aggregate(db, |p| (p.views().sum().distinct(), p.score().avg().distinct()));
        "Post.objects.filter(pk=0).aggregate(a=Count('id'), b=Sum('views'), c=Avg('rating'), d=Max('title'))" => |db| posts().filter(|p| p.id().eq(0)).aggregate(db, |p| (p.id().count(), p.views().sum(), p.rating().avg(), p.title().max()));
        "Post.objects.none().aggregate(a=Count('id'), b=Sum('views'))" => |db| posts().none().aggregate(db, |p| (p.id().count(), p.views().sum()));
        "Post.objects.aggregate(a=Sum(F('views') % 10), b=Sum(Case(When(pinned=True, then=1), default=0)))" => |db| posts().aggregate(db, |p| ((p.views() % 10).sum(), when::<i32>(p.pinned(), 1).otherwise(0).sum()));
        "Post.objects.aggregate(a=Count('author__mentor'), b=Max('editor__age'), c=Avg('author__rating'))" => |db| posts().aggregate(db, |p| (p.author().mentor().key().count(), p.editor().age().max(), p.author().rating().avg()));
        "Post.objects.order_by('id')[:10].aggregate(a=Sum('views'), b=Count('score'))" => |db| posts().order_by(|p| p.id().asc()).limit(10).aggregate(db, |p| (p.views().sum(), p.score().count()));
        ("joined texts" differs on Sqlite)
        "Tag.objects.aggregate(a=postgres.StringAgg('name', delimiter=', ', ordering='name'))" => |db| Tag::objects().aggregate(db, |t| t.name().join(", ").order_by(t.name().asc()));

        "Post.objects.values('author_id').annotate(n=Count('id')).order_by('author_id').values_list('author_id', 'n')" => |db| posts().order_by(|p| p.author().key().asc()).values(db, |p| (p.author(), count()));
        "Post.objects.values('status').annotate(n=Count('id'), s=Sum('score')).values_list('status', 'n', 's')" => |db| posts().values(db, |p| (p.status(), count(), p.score().sum()));
        "Post.objects.values('author_id').annotate(n=Count('id')).filter(n__gt=3).values_list('author', 'n')" => |db| posts().filter(|_| count().gt(3)).values(db, |p| (p.author(), count()));
        "Post.objects.values('author_id').annotate(n=Count('id')).filter(n__gt=3, author__lt=9).values_list('author', 'n')" => |db| posts().filter(|p| count().gt(3) & p.author().key().lt(9)).values(db, |p| (p.author(), count()));
        "Post.objects.filter(views__gt=0).values('pinned', 'status').annotate(m=Max('views')).values_list('pinned', 'status', 'm')" => |db| posts().filter(|p| p.views().gt(0)).values(db, |p| (p.pinned(), p.status(), p.views().max()));
        "Post.objects.values('editor__name').annotate(n=Count('id')).values_list('editor__name', 'n')" => |db| posts().values(db, |p| (p.editor().name().optional(), count()));
        "Post.objects.values(y=ExtractYear('created')).annotate(n=Count('id')).order_by('-n', 'y').values_list('y', 'n')" => |db| posts().order_by(|p| (count().desc(), p.created().year().asc())).values(db, |p| (p.created().year(), count()));
        "Post.objects.values(t=Length('title')).annotate(n=Count('id', filter=Q(pinned=True))).values_list('t', 'n')" => |db| posts().values(db, |p| (p.title().length(), count().filter(p.pinned())));
        "Post.objects.values(big=Case(When(views__gt=10, then=Value(True)), default=Value(False))).annotate(n=Count('id')).values_list('big', 'n')" => |db| posts().values(db, |p| (when::<bool>(p.views().gt(10), true).otherwise(false), count()));
        "Comment.objects.order_by().values('post__author__name').annotate(a=Avg('stars')).values_list('post__author__name', 'a')" => |db| Comment::objects().order_by(|_| Vec::new()).values(db, |c| (c.post().author().name(), c.stars().avg()));
        "Comment.objects.values('stars').annotate(n=Count('id')).order_by('stars').values_list('stars', 'n')" => |db| Comment::objects().order_by(|c| c.stars().asc()).values(db, |c| (c.stars(), count()));
        "Post.objects.values('author_id').annotate(n=Count('editor', distinct=True)).order_by('author_id')[2:5].values_list('author_id', 'n')" => |db| posts().order_by(|p| p.author().key().asc()).offset(2).limit(3).values(db, |p| (p.author(), p.editor().key().count().distinct()));
        "Post.objects.values('published').annotate(n=Count('id')).values_list('published', 'n')" => |db| posts().values(db, |p| (p.published(), count()));
    }
}
