//! Queries that change rows; each is rolled back.

use fjango::orm::{count, when};
use fjango::prelude::*;

use crate::case::{Case, cases};
use crate::models::*;

fn posts() -> QuerySet<Post> {
    Post::objects()
}

fn by_key() -> QuerySet<Post> {
    posts().order_by(|p| p.id().asc())
}

pub fn cases() -> Vec<Case> {
    cases! {
        write "(Post.objects.filter(views=0).update(views=5), list(Post.objects.order_by('id').values_list('id', 'views')))" => |tx| async { let n = posts().filter(|p| p.views().eq(0)).update(tx, PostPatch { views: Some(5), ..Default::default() }).await?; Ok((n, by_key().values(tx, |p| (p.id(), p.views())).await?)) };
        write "(Post.objects.filter(views__range=(-1000, 1000)).update(views=F('views') * 2 + 1), list(Post.objects.order_by('id').values_list('views', flat=True)))" => |tx| async { let n = posts().filter(|p| p.views().range(-1000, 1000)).update_with(tx, |p| p.views().set(p.views() * 2 + 1)).await?; Ok((n, by_key().values(tx, |p| p.views()).await?)) };
        write "(Post.objects.update(score=None, pinned=True), Post.objects.filter(score=None, pinned=True).count())" => |tx| async { let n = posts().update_with(tx, |p| (p.score().set_null(), p.pinned().set(true))).await?; Ok((n, posts().filter(|p| p.score().is_null() & p.pinned().is_true()).count(tx).await?)) };
        write "(Post.objects.filter(author__name='Bob').update(title='Same'), list(Post.objects.order_by('id').values_list('title', flat=True)))" => |tx| async { let n = posts().filter(|p| p.author().name().eq("Bob")).update_with(tx, |p| p.title().set("Same")).await?; Ok((n, by_key().values(tx, |p| p.title()).await?)) };
        write "(Post.objects.filter(tags__weight=5).update(pinned=True), list(Post.objects.order_by('id').values_list('pinned', flat=True)))" => |tx| async { let n = posts().filter(|p| p.tags().any(|t| t.weight().eq(5))).update_with(tx, |p| p.pinned().set(true)).await?; Ok((n, by_key().values(tx, |p| p.pinned()).await?)) };
        write "(Post.objects.update(title=Concat(Left('title', 5), Value('…'))), list(Post.objects.order_by('id').values_list('title', flat=True)))" => |tx| async { let n = posts().update_with(tx, |p| p.title().set(p.title().left(5).concat("…"))).await?; Ok((n, by_key().values(tx, |p| p.title()).await?)) };
        write "(Post.objects.update(views=Case(When(pinned=True, then=1), default=0)), list(Post.objects.order_by('id').values_list('views', flat=True)))" => |tx| async { let n = posts().update_with(tx, |p| p.views().set(when::<i32>(p.pinned(), 1).otherwise(0))).await?; Ok((n, by_key().values(tx, |p| p.views()).await?)) };
        write "(Author.objects.update(age=Subquery(Post.objects.filter(author=OuterRef('pk')).order_by().values('author').annotate(n=Count('id')).values('n'))), list(Author.objects.order_by('id').values_list(Coalesce('age', 0), flat=True)))" => |tx| async { let n = Author::objects().update_with(tx, |a| a.age().set(a.posts().rows().subquery(|_| count()).cast::<i32>())).await?; Ok((n, Author::objects().order_by(|a| a.id().asc()).values(tx, |a| a.age().coalesce(0)).await?)) };
        write "(Post.objects.filter(pk=0).update(views=1),)" => |tx| async { Ok(vec![posts().filter(|p| p.id().eq(0)).update_with(tx, |p| p.views().set(1)).await?]) };
        write "(Post.objects.filter(pk__in=Post.objects.order_by('-id').values('pk')[:3]).update(views=1), list(Post.objects.order_by('id').values_list('views', flat=True)))" => |tx| async { let n = posts().order_by(|p| p.id().desc()).limit(3).update_with(tx, |p| p.views().set(1)).await?; Ok((n, by_key().values(tx, |p| p.views()).await?)) };
        write "(Comment.objects.filter(replies__isnull=True, stars__lt=1).delete()[0], list(Comment.objects.order_by('id').values_list('id', flat=True)))" => |tx| async { let n = Comment::objects().filter(|c| c.replies().is_empty() & c.stars().lt(1)).delete(tx).await?; Ok((n, Comment::objects().order_by(|c| c.id().asc()).values(tx, |c| c.id()).await?)) };
        write "(Profile.objects.filter(author__name__startswith='Author').delete()[0], Profile.objects.count())" => |tx| async { let n = Profile::objects().filter(|p| p.author().name().starts_with("Author")).delete(tx).await?; Ok((n, Profile::objects().count(tx).await?)) };
        // What the deletion takes along goes on both sides, and `set_null` keeps.
        write "(Author.objects.filter(name='Bob').delete() and None, Post.objects.count(), Comment.objects.count(), Comment.objects.filter(author=None).count(), Author.objects.filter(mentor=None).count(), Profile.objects.count())" => |tx| async { Author::objects().filter(|a| a.name().eq("Bob")).delete(tx).await?; Ok((None::<bool>, posts().count(tx).await?, Comment::objects().count(tx).await?, Comment::objects().filter(|c| c.author().is_null()).count(tx).await?, Author::objects().filter(|a| a.mentor().is_null()).count(tx).await?, Profile::objects().count(tx).await?)) };
        write ("count of a cascade" differs on Sqlite Postgres)
        "Author.objects.filter(name='Bob').delete()[0]" => |tx| Author::objects().filter(|a| a.name().eq("Bob")).delete(tx);
        write "(Post.objects.get(pk=7).delete() and None, Comment.objects.count(), Post.tags.through.objects.count())" => |tx| async { posts().get(tx, 7).await?.delete(tx).await?; Ok((None::<bool>, Comment::objects().count(tx).await?, tx.fetch(fjango::db::Statement::sql("SELECT COUNT(*) FROM press_post_tags"), fjango::db::first_value::<i64>).await?[0])) };
        write "(Tag.objects.create(name='new', weight=3).pk, Tag.objects.count())" => |tx| async { let tag = Tag::objects().create(tx, TagCreate::new("new", 3)).await?; Ok((tag.id, Tag::objects().count(tx).await?)) };
        write "[(t.name, t.weight) for t in Tag.objects.bulk_create([Tag(name='x', weight=1), Tag(name='y', weight=2)])]" => |tx| async { Ok(Tag::objects().bulk_create(tx, [TagCreate::new("x", 1), TagCreate::new("y", 2)]).await?.into_iter().map(|t| (t.name, t.weight)).collect::<Vec<_>>()) };
    }
}
