//! Window functions.

use fjango::orm::{Exclusion, Window, count, cume_dist, dense_rank, ntile, percent_rank, rank, row_number, window};
use fjango::prelude::*;

use crate::case::{Case, cases};
use crate::models::*;

fn posts() -> QuerySet<Post> {
    Post::objects()
}

/// The posts of each author, most viewed first.
fn of_author(p: &PostColumns) -> Window {
    window()
        .partition_by(p.author())
        .order_by((p.views().desc(), p.id().asc()))
}

fn by_key(p: &PostColumns) -> Window {
    window().order_by(p.id().asc())
}

pub fn cases() -> Vec<Case> {
    cases! {
        "Post.objects.values_list('id', Window(RowNumber(), partition_by=F('author'), order_by=['-views', 'id']))" => |db| posts().values(db, |p| (p.id(), row_number().over(of_author(&p))));
        "Post.objects.values_list('id', Window(Rank(), order_by='views'), Window(DenseRank(), order_by='views'))" => |db| posts().values(db, |p| (p.id(), rank().over(window().order_by(p.views().asc())), dense_rank().over(window().order_by(p.views().asc()))));
        "Post.objects.values_list('id', Window(PercentRank(), order_by='views'), Window(CumeDist(), order_by='views'))" => |db| posts().values(db, |p| (p.id(), percent_rank().over(window().order_by(p.views().asc())), cume_dist().over(window().order_by(p.views().asc()))));
        "Post.objects.values_list('id', Window(Ntile(num_buckets=7), order_by='id'))" => |db| posts().values(db, |p| (p.id(), ntile(7).over(by_key(&p))));
        "Post.objects.values_list('id', Window(Lag('score'), order_by='id'), Window(Lead('score', offset=3), order_by='id'))" => |db| posts().values(db, |p| (p.id(), p.score().lag(1).over(by_key(&p)), p.score().lead(3).over(by_key(&p))));
        "Post.objects.values_list('id', Window(Lag('title', offset=2, default=Value('?')), partition_by='author', order_by='id'), Window(Lead('views', default=Value(-1)), order_by='id'))" => |db| posts().values(db, |p| (p.id(), p.title().lag_or(2, "?").over(by_key(&p).partition_by(p.author())), p.views().lead_or(1, -1).over(by_key(&p))));
        "Post.objects.values_list('id', Window(FirstValue('title'), partition_by=['author', 'pinned'], order_by='id'), Window(LastValue('title'), partition_by=['author', 'pinned'], order_by='id', frame=RowRange()), Window(NthValue('title', nth=2), partition_by=['author', 'pinned'], order_by='id'))" => |db| posts().values(db, |p| {
            let of = || by_key(&p).partition_by((p.author(), p.pinned()));
            (p.id(), p.title().first_value().over(of()), p.title().last_value().over(of().rows(..)), p.title().nth_value(2).over(of()))
        });
        "Post.objects.values_list('id', Window(Sum('views'), order_by='id'), Window(Avg('rating'), partition_by='author'), Window(Count('*')))" => |db| posts().values(db, |p| (p.id(), p.views().sum().over(by_key(&p)), p.rating().avg().over(window().partition_by(p.author())), count().over(window())));
        "Post.objects.values_list('id', Window(Max('created', filter=Q(pinned=True)), partition_by='status'))" => |db| posts().values(db, |p| (p.id(), p.created().max().filter(p.pinned()).over(window().partition_by(p.status()))));
        "Post.objects.values_list('id', Window(Sum('views'), order_by='id', frame=RowRange(start=-2, end=1)), Window(Min('views'), order_by='id', frame=RowRange(start=1, end=None)), Window(Count('score'), order_by='id', frame=RowRange(start=None, end=-1)))" => |db| posts().values(db, |p| (p.id(), p.views().sum().over(by_key(&p).rows(-2..=1)), p.views().min().over(by_key(&p).rows(1..)), p.score().count().over(by_key(&p).rows(..=-1))));
        "Post.objects.values_list('id', Window(Sum('views'), order_by='author', frame=ValueRange(start=None, end=0)), Window(Sum('views'), order_by='author', frame=ValueRange(start=0, end=None)))" => |db| posts().values(db, |p| (p.id(), p.views().sum().over(window().order_by(p.author().key().asc()).range(..=0)), p.views().sum().over(window().order_by(p.author().key().asc()).range(0..))));
        "Post.objects.values_list('id', Window(Sum('views'), order_by='id', frame=RowRange(start=-2, end=2, exclusion=WindowFrameExclusion.CURRENT_ROW)), Window(Sum('views'), order_by='author', frame=RowRange(exclusion=WindowFrameExclusion.GROUP)), Window(Sum('views'), order_by='author', frame=RowRange(exclusion=WindowFrameExclusion.TIES)))" => |db| posts().values(db, |p| {
            let by_author = || window().order_by(p.author().key().asc()).rows(..);
            (p.id(), p.views().sum().over(by_key(&p).rows(-2..=2).exclude(Exclusion::CurrentRow)), p.views().sum().over(by_author().exclude(Exclusion::Group)), p.views().sum().over(by_author().exclude(Exclusion::Ties)))
        });
        "Post.objects.values_list('id', Window(Sum(F('views') % 10), partition_by=Length('title'), order_by=ExtractYear('created')) + 1)" => |db| posts().values(db, |p| (p.id(), (p.views() % 10).sum().over(window().partition_by(p.title().length()).order_by(p.created().year().asc())) + 1));
        "Post.objects.annotate(n=Window(RowNumber(), partition_by='author', order_by=['-views', 'id'])).filter(n__lte=2)" => |db| posts().filter(|p| row_number().over(of_author(&p)).le(2)).all(db);
        "Post.objects.annotate(n=Window(RowNumber(), partition_by='author', order_by=['-views', 'id'])).filter(n=1, views__lt=50, author__active=True)" => |db| posts().filter(|p| row_number().over(of_author(&p)).eq(1) & p.views().lt(50) & p.author().active()).all(db);
        "Post.objects.annotate(n=Window(RowNumber(), partition_by='author', order_by=['-views', 'id'])).filter(n=1).count()" => |db| posts().filter(|p| row_number().over(of_author(&p)).eq(1)).count(db);
        "Post.objects.annotate(n=Window(Lag('views', default=Value(0)), order_by='id')).filter(Q(n__gt=F('views')) | Q(pinned=True)).order_by('-id')[3:9]" => |db| posts().filter(|p| p.views().lag_or(1, 0).over(by_key(&p)).gt(p.views()) | p.pinned().is_true()).order_by(|p| p.id().desc()).offset(3).limit(6).all(db);
        "Post.objects.annotate(n=Window(RowNumber(), order_by='id')).filter(n__in=[1, 5, 80]).values_list('title', 'n')" => |db| posts().filter(|p| row_number().over(by_key(&p)).in_([1, 5, 80])).values(db, |p| (p.title(), row_number().over(by_key(&p))));
        "Post.objects.annotate(n=Window(Rank(), order_by='author__name')).exclude(n__gt=20).order_by('title', 'id')" => |db| posts().exclude(|p| rank().over(window().order_by(p.author().name().asc())).gt(20)).order_by(|p| (p.title().asc(), p.id().asc())).all(db);
        "Comment.objects.annotate(n=Window(RowNumber(), partition_by='post', order_by=['-stars', 'id'])).filter(n=1).select_related('post')" => |db| Comment::objects().filter(|c| row_number().over(window().partition_by(c.post()).order_by((c.stars().desc(), c.id().asc()))).eq(1)).select_related(|c| c.post()).all(db);
    }
}
