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

        write "(lambda total, models: (total, sorted([name.replace('_tags', '.tags'), n] for name, n in models.items() if n)))(*Author.objects.filter(name__in=['Bob', 'Zoë']).delete())" => |tx| async { let deleted = Author::objects().filter(|a| a.name().in_(["Bob", "Zoë"])).delete_collected(tx).await?; let mut models: Vec<_> = deleted.by_model.into_iter().filter(|(_, n)| *n > 0).collect(); models.sort(); Ok((deleted.total, models)) };
        write "(lambda tag, made: (tag.pk, tag.weight, made))(*Tag.objects.get_or_create(name='db', defaults={'weight': 9}))" => |tx| async { let (tag, made) = Tag::objects().filter(|t| t.name().eq("db")).get_or_create(tx, || TagCreate::new("db", 9)).await?; Ok((tag.id, tag.weight, made)) };
        write "(lambda tag, made: (tag.name, tag.weight, made))(*Tag.objects.get_or_create(name='new', defaults={'weight': 9}))" => |tx| async { let (tag, made) = Tag::objects().filter(|t| t.name().eq("new")).get_or_create(tx, || TagCreate::new("new", 9)).await?; Ok((tag.name, tag.weight, made)) };
        write "(lambda tag, made: (tag.pk, tag.weight, made))(*Tag.objects.update_or_create(name='db', defaults={'weight': 9}))" => |tx| async { let (tag, made) = Tag::objects().filter(|t| t.name().eq("db")).update_or_create(tx, TagPatch { weight: Some(9), ..Default::default() }, || TagCreate::new("db", 9)).await?; Ok((tag.id, tag.weight, made)) };
        write "(Tag.objects.bulk_update([Tag(pk=1, name='one'), Tag(pk=2, name='two')], ['name']), list(Tag.objects.order_by('id')))" => |tx| async { let mut tags = Tag::objects().filter(|t| t.id().in_([1, 2])).order_by(|t| t.id().asc()).all(tx).await?; tags[0].name = "one".into(); tags[1].name = "two".into(); let n = Tag::objects().bulk_update(tx, &mut tags, |t| t.name()).await?; Ok((n, Tag::objects().order_by(|t| t.id().asc()).all(tx).await?)) };
        write "(Author.objects.bulk_create([Author(name='Bob', bio='', active=True), Author(name='New', bio='', active=True)], ignore_conflicts=True) and None, Author.objects.count())" => |tx| async { Author::objects().bulk_create_ignore(tx, ["Bob", "New"].map(|name| AuthorCreate::new(name, "", true))).await?; Ok((None::<bool>, Author::objects().count(tx).await?)) };
        write "(Author.objects.bulk_create([Author(name='Bob', bio='b', active=True), Author(name='New', bio='n', active=True)], update_conflicts=True, update_fields=['bio'], unique_fields=['name']) and None, list(Author.objects.order_by('id').values_list('name', 'bio')))" => |tx| async { Author::objects().bulk_upsert(tx, [("Bob", "b"), ("New", "n")].map(|(name, bio)| AuthorCreate::new(name, bio, true)), |a| a.name(), |a| a.bio()).await?; Ok((None::<bool>, Author::objects().order_by(|a| a.id().asc()).values(tx, |a| (a.name(), a.bio())).await?)) };
        write "(Post.objects.get(pk=7).tags.add(1, 2, 11), list(Tag.objects.filter(posts=7).order_by('id')))" => |tx| async { let post = posts().get(tx, 7).await?; post.related(|p| p.tags()).add(tx, [1, 2, 11]).await?; Ok((None::<bool>, post.related(|p| p.tags()).objects().order_by(|t| t.id().asc()).all(tx).await?)) };
        write "(Post.objects.get(pk=7).tags.set([3, 4]), list(Tag.objects.filter(posts=7).order_by('id')))" => |tx| async { let post = posts().get(tx, 7).await?; post.related(|p| p.tags()).set(tx, [3, 4]).await?; Ok((None::<bool>, post.related(|p| p.tags()).objects().order_by(|t| t.id().asc()).all(tx).await?)) };
        write "(Post.objects.get(pk=7).tags.clear(), Tag.objects.filter(posts=7).count())" => |tx| async { let post = posts().get(tx, 7).await?; post.related(|p| p.tags()).clear(tx).await?; Ok((None::<bool>, post.related(|p| p.tags()).objects().count(tx).await?)) };
        write "(Author.objects.get(name='Ann').edited.clear(), Post.objects.filter(editor=None).count())" => |tx| async { let ann = Author::objects().filter(|a| a.name().eq("Ann")).get_one(tx).await?; ann.related(|a| a.edited()).clear(tx).await?; Ok((None::<bool>, posts().filter(|p| p.editor().is_null()).count(tx).await?)) };
        write "[(t.name, t.weight) for t in [Post.objects.get(pk=7).tags.create(name='made', weight=3)]]" => |tx| async { let tag = posts().get(tx, 7).await?.related(|p| p.tags()).create(tx, TagCreate::new("made", 3)).await?; Ok(vec![(tag.name, tag.weight)]) };
    }
}
