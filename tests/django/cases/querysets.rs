//! What a query set does beside conditions: orders, slices, sets, ends of the chain.

use fjango::db::{Explain, RowLock, StatementBuilder};
use fjango::orm::{Only, count, random, value};
use fjango::prelude::*;
use fjango::value::Value;

use crate::case::{Case, cases};
use crate::models::*;

fn posts() -> QuerySet<Post> {
    Post::objects()
}

fn by_key() -> QuerySet<Post> {
    posts().order_by(|p| p.id().asc())
}

#[derive(FromRow)]
#[from_row(of = Post)]
struct PostCard {
    title: String,
    id: i64,
    #[from_row(from = "editor__name")]
    editor: Option<String>,
}

async fn cards(db: &Db, cards: Only<Post, PostCard>) -> fjango::orm::Result<Vec<(i64, String, Option<String>)>> {
    let cards = cards.all(db).await?.into_iter();
    Ok(cards.map(|card| (card.id, card.title, card.editor)).collect())
}

#[derive(FromRow)]
struct Written {
    author: String,
    posts: i64,
    views: Option<i64>,
}

pub fn cases() -> Vec<Case> {
    cases! {
        "[(p.id, p.title, p.editor and p.editor.name) for p in Post.objects.only('title', 'editor__name').order_by('id')]" => |db| cards(db, by_key().only::<PostCard>());
        "[(p.id, p.title, p.editor and p.editor.name) for p in Post.objects.defer('body').filter(pinned=True).order_by('-id')[2:7]]" => |db| cards(db, posts().filter(|p| p.pinned()).order_by(|p| p.id().desc()).offset(2).limit(5).only::<PostCard>());
        "Post.objects.values('author__name').annotate(n=Count('id'), v=Sum('views')).values_list('author__name', 'n', 'v')" => |db| async {
            let rows = posts().values(db, |p| row!(Written { views: p.views().sum(), posts: count(), author: p.author().name() })).await?;
            Ok(rows.into_iter().map(|row| (row.author, row.posts, row.views)).collect::<Vec<_>>())
        };
        "Post.objects.all()" => |db| posts().all(db);
        "Author.objects.all()" => |db| Author::objects().all(db);
        "Comment.objects.all()" => |db| Comment::objects().all(db);
        "Tag.objects.all()" => |db| Tag::objects().all(db);
        "Profile.objects.all()" => |db| Profile::objects().all(db);
        "Post.objects.order_by('title', 'id')" => |db| posts().order_by(|p| (p.title().asc(), p.id().asc())).all(db);
        "Post.objects.order_by('-title', '-id')" => |db| posts().order_by(|p| (p.title().desc(), p.id().desc())).all(db);
        "Post.objects.order_by('pinned', '-views', 'id')" => |db| posts().order_by(|p| (p.pinned().asc(), p.views().desc(), p.id().asc())).all(db);
        ("nulls are smallest" differs on Postgres)
        "Post.objects.order_by('score', 'id')" => |db| posts().order_by(|p| (p.score().asc(), p.id().asc())).all(db);
        ("nulls are smallest" differs on Postgres)
        "Post.objects.order_by('-score', 'id')" => |db| posts().order_by(|p| (p.score().desc(), p.id().asc())).all(db);
        "Post.objects.order_by(F('score').asc(nulls_first=True), 'id')" => |db| posts().order_by(|p| (p.score().asc().nulls_first(), p.id().asc())).all(db);
        "Post.objects.order_by(F('score').asc(nulls_last=True), 'id')" => |db| posts().order_by(|p| (p.score().asc().nulls_last(), p.id().asc())).all(db);
        "Post.objects.order_by(F('score').desc(nulls_first=True), 'id')" => |db| posts().order_by(|p| (p.score().desc().nulls_first(), p.id().asc())).all(db);
        "Post.objects.order_by(F('score').desc(nulls_last=True), 'id')" => |db| posts().order_by(|p| (p.score().desc().nulls_last(), p.id().asc())).all(db);
        "Post.objects.order_by(F('editor__age').asc(nulls_last=True), 'id')" => |db| posts().order_by(|p| (p.editor().age().asc().nulls_last(), p.id().asc())).all(db);
        "Post.objects.order_by('views', 'id').reverse()" => |db| posts().order_by(|p| (p.views().asc(), p.id().asc())).reverse().all(db);
        "Author.objects.reverse()" => |db| Author::objects().reverse().all(db);
        "Comment.objects.order_by('id')" => |db| Comment::objects().order_by(|c| c.id().asc()).all(db);
        "Post.objects.order_by('price', 'id').filter(price__isnull=False)" => |db| posts().order_by(|p| (p.price().asc(), p.id().asc())).filter(|p| p.price().is_not_null()).all(db);
        "Post.objects.order_by('length', 'id').filter(length__isnull=False)" => |db| posts().order_by(|p| (p.length().asc(), p.id().asc())).filter(|p| p.length().is_not_null()).all(db);
        "Post.objects.order_by('created', 'uid')" => |db| posts().order_by(|p| (p.created().asc(), p.uid().asc())).all(db);
        "Post.objects.order_by('opens', 'id').exclude(opens=None)" => |db| posts().order_by(|p| (p.opens().asc(), p.id().asc())).exclude(|p| p.opens().is_null()).all(db);

        "Post.objects.order_by('id')[:5]" => |db| by_key().limit(5).all(db);
        "Post.objects.order_by('id')[5:]" => |db| by_key().offset(5).all(db);
        "Post.objects.order_by('id')[5:10]" => |db| by_key().offset(5).limit(5).all(db);
        "Post.objects.order_by('id')[200:210]" => |db| by_key().offset(200).limit(10).all(db);
        "Post.objects.order_by('id')[:0]" => |db| by_key().limit(0).all(db);
        "Post.objects.order_by('id')[:5].count()" => |db| by_key().limit(5).count(db);
        "Post.objects.order_by('id')[78:90].count()" => |db| by_key().offset(78).limit(12).count(db);
        "Post.objects.order_by('id')[78:90].exists()" => |db| by_key().offset(78).limit(12).exists(db);
        "Post.objects.order_by('id')[80:].exists()" => |db| by_key().offset(80).exists(db);
        "Post.objects.none()" => |db| posts().none().all(db);
        "Post.objects.none().count()" => |db| posts().none().count(db);

        "Post.objects.count()" => |db| posts().count(db);
        "Post.objects.filter(editor__age__gt=20).count()" => |db| posts().filter(|p| p.editor().age().gt(20)).count(db);
        "Post.objects.filter(views=12345).exists()" => |db| posts().filter(|p| p.views().eq(12345)).exists(db);
        "Post.objects.filter(views=0).exists()" => |db| posts().filter(|p| p.views().eq(0)).exists(db);
        "Post.objects.first()" => |db| posts().first(db);
        "Post.objects.last()" => |db| posts().last(db);
        "Author.objects.first()" => |db| Author::objects().first(db);
        "Author.objects.last()" => |db| Author::objects().last(db);
        "Comment.objects.first()" => |db| Comment::objects().first(db);
        "Comment.objects.last()" => |db| Comment::objects().last(db);
        "Post.objects.filter(views=0).order_by('-id').first()" => |db| posts().filter(|p| p.views().eq(0)).order_by(|p| p.id().desc()).first(db);
        "Post.objects.filter(views=12345).first()" => |db| posts().filter(|p| p.views().eq(12345)).first(db);
        "Post.objects.get(pk=7)" => |db| posts().get(db, 7);
        "Author.objects.get(name='ann')" => |db| Author::objects().filter(|a| a.name().eq("ann")).get_one(db);
        "Post.objects.filter(author__name='Bob').get(pk=Post.objects.filter(author__name='Bob').first().pk)" => |db| async { let bobs = || posts().filter(|p| p.author().name().eq("Bob")); let first = bobs().first(db).await?.expect("Bob wrote"); bobs().get(db, first.id).await };

        "Post.objects.order_by('id').values_list('title', flat=True)" => |db| by_key().values(db, |p| p.title());
        "Post.objects.order_by('id').values_list('id', 'author_id', 'editor_id')" => |db| by_key().values(db, |p| (p.id(), p.author(), p.editor()));
        "Post.objects.order_by('id').values('price', 'length', 'opens', 'meta')" => |db| by_key().values(db, |p| (p.price(), p.length(), p.opens(), p.meta()));
        "Post.objects.order_by('id').values_list('author__name', 'editor__name', 'editor__mentor__name')" => |db| by_key().values(db, |p| (p.author().name(), p.editor().name().optional(), p.editor().mentor().name().optional()));
        "Post.objects.order_by('status').values_list('status', flat=True).distinct()" => |db| posts().order_by(|p| p.status().asc()).distinct().values(db, |p| p.status());
        "Post.objects.values_list('author', 'pinned').distinct()" => |db| posts().distinct().values(db, |p| (p.author(), p.pinned()));
        "Post.objects.distinct().count()" => |db| posts().distinct().count(db);
        "Post.objects.annotate(n=F('views') * 2).filter(views__lt=1000, views__gt=-1000).order_by('id').values_list('id', 'n')" => |db| by_key().filter(|p| p.views().lt(1000) & p.views().gt(-1000)).values(db, |p| (p.id(), p.views() * 2));
        "[(p, p.n) for p in Post.objects.annotate(n=Length('title')).order_by('id')]" => |db| by_key().annotate(|p| p.title().length()).all(db);
        ("distinct on SQLite" differs on Sqlite)
        "Post.objects.order_by('author_id', '-views', 'id').distinct('author_id')" => |db| posts().order_by(|p| (p.author().key().asc(), p.views().desc(), p.id().asc())).distinct_on(|p| p.author()).all(db);
        ("distinct on SQLite" differs on Sqlite)
        "Post.objects.order_by('status', 'pinned', 'id').distinct('status', 'pinned').values_list('id', flat=True)" => |db| posts().order_by(|p| (p.status().asc(), p.pinned().asc(), p.id().asc())).distinct_on(|p| (p.status(), p.pinned())).values(db, |p| p.id());

        "Post.objects.filter(views=0).union(Post.objects.filter(pinned=True))" => |db| posts().filter(|p| p.views().eq(0)).union(posts().filter(|p| p.pinned())).all(db);
        "Tag.objects.filter(weight=5).union(Tag.objects.filter(weight__gt=0), all=True)" => |db| Tag::objects().filter(|t| t.weight().eq(5)).union_all(Tag::objects().filter(|t| t.weight().gt(0))).all(db);
        "Tag.objects.filter(weight__gt=0).intersection(Tag.objects.filter(name__in=['web', 'db', 'rust']))" => |db| Tag::objects().filter(|t| t.weight().gt(0)).intersection(Tag::objects().filter(|t| t.name().in_(["web", "db", "rust"]))).all(db);
        "Tag.objects.difference(Tag.objects.filter(weight__gt=0))" => |db| Tag::objects().difference(Tag::objects().filter(|t| t.weight().gt(0))).all(db);
        "Tag.objects.filter(weight=5).union(Tag.objects.filter(weight=0)).order_by('-id')" => |db| Tag::objects().filter(|t| t.weight().eq(5)).union(Tag::objects().filter(|t| t.weight().eq(0))).order_by(|t| t.id().desc()).all(db);
        "Tag.objects.filter(weight=5).union(Tag.objects.filter(weight=0)).order_by('id')[1:3]" => |db| Tag::objects().filter(|t| t.weight().eq(5)).union(Tag::objects().filter(|t| t.weight().eq(0))).order_by(|t| t.id().asc()).offset(1).limit(2).all(db);
        "Tag.objects.filter(weight=5).union(Tag.objects.filter(weight=0), Tag.objects.filter(weight=1)).count()" => |db| Tag::objects().filter(|t| t.weight().eq(5)).union(Tag::objects().filter(|t| t.weight().eq(0))).union(Tag::objects().filter(|t| t.weight().eq(1))).count(db);
        "Tag.objects.filter(weight=5).values_list('name', flat=True).union(Tag.objects.values_list('name', flat=True))" => |db| Tag::objects().filter(|t| t.weight().eq(5)).union(Tag::objects()).values(db, |t| t.name());
        "Tag.objects.filter(weight=5) | Tag.objects.filter(weight=0)" => |db| Tag::objects().filter(|t| t.weight().eq(5) | t.weight().eq(0)).all(db);
        "Tag.objects.filter(pk__in=Tag.objects.order_by('-weight', 'id').values('id')[:3])" => |db| Tag::objects().filter(|t| t.id().in_subquery(Tag::objects().order_by(|t| (t.weight().desc(), t.id().asc())).limit(3).subquery(|t| t.id()))).all(db);

        "Post.objects.latest('uid')" => |db| posts().latest(db, |p| p.uid().asc());
        "Post.objects.earliest('uid')" => |db| posts().earliest(db, |p| p.uid().asc());
        "Post.objects.filter(score__isnull=False).earliest('uid')" => |db| posts().filter(|p| p.score().is_not_null()).earliest(db, |p| p.uid().asc());
        "sorted(Post.objects.in_bulk([5, 3, 999]))" => |db| async { let mut keys: Vec<i64> = posts().in_bulk(db, [5, 3, 999]).await?.into_keys().collect(); keys.sort_unstable(); Ok(keys) };
        "Post.objects.filter(views=0).contains(Post.objects.get(pk=1))" => |db| async { let first = posts().get(db, 1).await?; posts().filter(|p| p.views().eq(0)).contains(db, &first).await };
        "list(Post.objects.dates('published', 'month'))" => |db| posts().filter(|p| p.published().is_not_null()).distinct().order_by(|p| p.published().start_of_month().asc()).values(db, |p| p.published().start_of_month());
        "list(Post.objects.datetimes('created', 'hour', order='DESC'))" => |db| posts().distinct().order_by(|p| p.created().start_of_hour().desc()).values(db, |p| p.created().start_of_hour());
        "list(Post.objects.order_by('id').iterator())" => |db| by_key().stream(db).try_collect::<Vec<_>>();
        "list(Post.objects.raw('SELECT * FROM press_post WHERE views > %s ORDER BY id', [50]))" => |db| async { let mut sql = StatementBuilder::new(db.dialect()); sql.push("SELECT * FROM press_post WHERE views > ").bind(Value::Integer(50)).push(" ORDER BY id"); Ok(db.fetch(sql.finish(), Post::from_row).await?) };
        write "[p.pk for p in Post.objects.select_for_update().order_by('id')[:3]]" => |tx| async { let rows = by_key().select_for_update(RowLock::Wait).limit(3).all(tx).await?; Ok(rows.iter().map(|p| p.id).collect::<Vec<_>>()) };
        // The plans are the databases' own; both are about the table.
        write "Post.objects.select_for_update(of=('self', 'author'), no_key=True).select_related('author').filter(id__lt=9)" => |db| posts().filter(|p| p.id().lt(9)).select_for_no_key_update(RowLock::Wait).lock_related(|p| p.author()).all(db);
        ("plans of PostgreSQL" differs on Sqlite)
        "'Execution Time' in Post.objects.explain(analyze=True)" => |db| async { Ok(posts().explain_with(db, Explain::new().analyze()).await?.contains("Execution Time")) };
        ("plans of PostgreSQL" differs on Sqlite)
        "'Node Type' in Post.objects.explain(format='json')" => |db| async { Ok(posts().explain_with(db, Explain::new().json()).await?.contains("Node Type")) };
        "'press_post' in Post.objects.filter(views=5).explain()" => |db| async { Ok(posts().filter(|p| p.views().eq(5)).explain(db).await?.contains("press_post")) };
        "Post.objects.annotate(r=Random()).filter(r__gte=0, r__lte=1).count()" => |db| posts().filter(|_| random().range(0.0, 1.0)).count(db);
        "Post.objects.order_by('id').values_list(Value(7), Value('x'))" => |db| by_key().values(db, |_| (value(7), value("x".to_owned())));
    }
}
