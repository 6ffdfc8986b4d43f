//! Along foreign keys, one-to-one and many-to-many fields, and back.

use fjango::orm::{count, exists};
use fjango::prelude::*;

use crate::canonical::Canonical;
use crate::case::{Case, cases};
use crate::models::*;

fn posts() -> QuerySet<Post> {
    Post::objects()
}

fn authors() -> QuerySet<Author> {
    Author::objects()
}

pub fn cases() -> Vec<Case> {
    cases! {
        "Post.objects.filter(author=3)" => |db| posts().filter(|p| p.author().eq(3)).all(db);
        "Post.objects.filter(author_id=3)" => |db| posts().filter(|p| p.author().key().eq(3)).all(db);
        "Post.objects.exclude(author=3)" => |db| posts().filter(|p| p.author().ne(3)).all(db);
        "Post.objects.filter(author__in=[3, 4])" => |db| posts().filter(|p| p.author().in_([3, 4])).all(db);
        "Post.objects.filter(author__name='Ann')" => |db| posts().filter(|p| p.author().name().eq("Ann")).all(db);
        "Post.objects.filter(author__name__icontains='AUTHOR 1')" => |db| posts().filter(|p| p.author().name().icontains("AUTHOR 1")).all(db);
        "Post.objects.exclude(author__name='Ann')" => |db| posts().exclude(|p| p.author().name().eq("Ann")).all(db);
        "Post.objects.filter(editor__isnull=True)" => |db| posts().filter(|p| p.editor().is_null()).all(db);
        "Post.objects.filter(editor__isnull=False)" => |db| posts().filter(|p| p.editor().is_not_null()).all(db);
        "Post.objects.filter(editor=None)" => |db| posts().filter(|p| p.editor().is_null()).all(db);
        "Post.objects.filter(editor__age__gt=30)" => |db| posts().filter(|p| p.editor().age().gt(30)).all(db);
        "Post.objects.exclude(editor__age__gt=30)" => |db| posts().exclude(|p| p.editor().age().gt(30)).all(db);
        "Post.objects.filter(editor__age__isnull=True)" => |db| posts().filter(|p| p.editor().age().is_null()).all(db);
        "Post.objects.exclude(editor__age__isnull=True)" => |db| posts().exclude(|p| p.editor().age().is_null()).all(db);
        "Post.objects.exclude(editor__name='Ann')" => |db| posts().filter(|p| p.editor().name().ne("Ann")).all(db);
        "Post.objects.filter(editor__mentor__name__startswith='A')" => |db| posts().filter(|p| p.editor().mentor().name().starts_with("A")).all(db);
        "Post.objects.exclude(editor__mentor__name__startswith='A')" => |db| posts().exclude(|p| p.editor().mentor().name().starts_with("A")).all(db);
        "Post.objects.filter(Q(editor__active=True) | Q(author__active=False))" => |db| posts().filter(|p| p.editor().active().is_true() | p.author().active().eq(false)).all(db);
        "Post.objects.filter(author=F('editor'))" => |db| posts().filter(|p| p.author().eq(p.editor())).all(db);
        "Post.objects.exclude(author=F('editor'))" => |db| posts().exclude(|p| p.author().eq(p.editor())).all(db);
        "Post.objects.filter(author__age__gt=F('editor__age'))" => |db| posts().filter(|p| p.author().age().gt(p.editor().age())).all(db);
        "Comment.objects.filter(parent__parent__isnull=False)" => |db| Comment::objects().filter(|c| c.parent().parent().is_not_null()).all(db);
        "Comment.objects.filter(parent__post=F('post'))" => |db| Comment::objects().filter(|c| c.parent().post().eq(c.post())).all(db);
        "Comment.objects.filter(post__author__name='Bob', author__isnull=False)" => |db| Comment::objects().filter(|c| c.post().author().name().eq("Bob") & c.author().is_not_null()).all(db);
        "Profile.objects.filter(author__name__contains='8')" => |db| Profile::objects().filter(|p| p.author().name().contains("8")).all(db);
        "Profile.objects.filter(author=5)" => |db| Profile::objects().filter(|p| p.author().eq(5)).all(db);

        "Author.objects.filter(profile__isnull=True)" => |db| authors().filter(|a| a.profile().is_empty()).all(db);
        "Author.objects.filter(profile__isnull=False)" => |db| authors().exclude(|a| a.profile().is_empty()).all(db);
        "Author.objects.filter(profile__motto__contains='0')" => |db| authors().filter(|a| a.profile().any(|p| p.motto().contains("0"))).all(db);
        "Author.objects.exclude(profile__motto__contains='0')" => |db| authors().exclude(|a| a.profile().any(|p| p.motto().contains("0"))).all(db);

        "Author.objects.filter(posts__views__gt=50).distinct()" => |db| authors().filter(|a| a.posts().any(|p| p.views().gt(50))).all(db);
        ("one row for each" differs on Sqlite Postgres)
        "Author.objects.filter(posts__views__gt=-1)" => |db| authors().filter(|a| a.posts().any(|p| p.views().gt(-1))).all(db);
        "Author.objects.exclude(posts__views__gt=50)" => |db| authors().exclude(|a| a.posts().any(|p| p.views().gt(50))).all(db);
        "Author.objects.filter(posts__isnull=True)" => |db| authors().filter(|a| a.posts().is_empty()).all(db);
        "Author.objects.filter(posts__isnull=False).distinct()" => |db| authors().exclude(|a| a.posts().is_empty()).all(db);
        "Author.objects.filter(posts=3)" => |db| authors().filter(|a| a.posts().any(|p| p.id().eq(3))).all(db);
        "Author.objects.filter(posts__in=[3, 4, 5]).distinct()" => |db| authors().filter(|a| a.posts().any(|p| p.id().in_([3, 4, 5]))).all(db);
        // Conditions of one `filter` are about one post, as the closure of one `any` is.
        "Author.objects.filter(posts__views__gt=5, posts__pinned=True).distinct()" => |db| authors().filter(|a| a.posts().any(|p| p.views().gt(5) & p.pinned().is_true())).all(db);
        // Those of two are about a post each.
        "Author.objects.filter(posts__views__gt=5).filter(posts__pinned=True).distinct()" => |db| authors().filter(|a| a.posts().any(|p| p.views().gt(5)) & a.posts().any(|p| p.pinned())).all(db);
        "Author.objects.filter(Q(posts__views__gt=5) | Q(posts__pinned=True)).distinct()" => |db| authors().filter(|a| a.posts().any(|p| p.views().gt(5)) | a.posts().any(|p| p.pinned())).all(db);
        "Author.objects.filter(Q(posts__views__gt=5) & ~Q(posts__pinned=True)).distinct()" => |db| authors().filter(|a| a.posts().any(|p| p.views().gt(5) & !p.pinned().is_true())).all(db);
        "Author.objects.filter(posts__views__gt=5).exclude(posts__pinned=True).distinct()" => |db| authors().filter(|a| a.posts().any(|p| p.views().gt(5))).exclude(|a| a.posts().any(|p| p.pinned())).all(db);
        ("nothing is no row" differs on Sqlite Postgres)
        "Author.objects.filter(edited__score__isnull=True).distinct()" => |db| authors().filter(|a| a.edited().any(|p| p.score().is_null())).all(db);
        "Author.objects.filter(edited__score__isnull=True, edited__isnull=False).distinct()" => |db| authors().filter(|a| a.edited().any(|p| p.score().is_null())).all(db);
        "Author.objects.filter(students__name__startswith='A').distinct()" => |db| authors().filter(|a| a.students().any(|s| s.name().starts_with("A"))).all(db);
        "Author.objects.filter(mentor__students__age__gt=40).distinct()" => |db| authors().filter(|a| a.mentor().students().any(|s| s.age().gt(40))).all(db);
        "Author.objects.filter(posts__comments__stars=5).distinct()" => |db| authors().filter(|a| a.posts().any(|p| p.comments().any(|c| c.stars().eq(5)))).all(db);
        "Author.objects.filter(posts__comments__author__name='Zoë').distinct()" => |db| authors().filter(|a| a.posts().any(|p| p.comments().any(|c| c.author().name().eq("Zoë")))).all(db);

        "Post.objects.filter(tags__name='rust').distinct()" => |db| posts().filter(|p| p.tags().any(|t| t.name().eq("rust"))).all(db);
        "Post.objects.exclude(tags__name='rust')" => |db| posts().exclude(|p| p.tags().any(|t| t.name().eq("rust"))).all(db);
        "Post.objects.filter(tags=3)" => |db| posts().filter(|p| p.tags().any(|t| t.id().eq(3))).all(db);
        "Post.objects.filter(tags__isnull=True)" => |db| posts().filter(|p| p.tags().is_empty()).all(db);
        "Post.objects.filter(tags=1).filter(tags=6)" => |db| posts().filter(|p| p.tags().any(|t| t.id().eq(1)) & p.tags().any(|t| t.id().eq(6))).all(db);
        "Post.objects.filter(tags__name='rust', tags__weight=0).distinct()" => |db| posts().filter(|p| p.tags().any(|t| t.name().eq("rust") & t.weight().eq(0))).all(db);
        "Post.objects.exclude(tags__weight__lt=1)" => |db| posts().filter(|p| p.tags().all(|t| t.weight().ge(1))).all(db);
        "Tag.objects.filter(posts__isnull=True)" => |db| Tag::objects().filter(|t| t.posts().is_empty()).all(db);
        "Tag.objects.filter(posts__author__name='Bob').distinct()" => |db| Tag::objects().filter(|t| t.posts().any(|p| p.author().name().eq("Bob"))).all(db);
        "Post.objects.filter(comments__replies__stars__gt=0).distinct()" => |db| posts().filter(|p| p.comments().any(|c| c.replies().any(|r| r.stars().gt(0)))).all(db);
        "Post.objects.filter(author__posts__pinned=True).distinct()" => |db| posts().filter(|p| p.author().posts().any(|o| o.pinned())).all(db);

        "Author.objects.get(name='Bob').posts.all()" => |db| async { let bob = authors().filter(|a| a.name().eq("Bob")).get_one(db).await?; posts().filter(|p| p.author().eq(bob.id)).all(db).await };
        "Post.objects.get(pk=7).tags.order_by('id')" => |db| Tag::objects().filter(|t| t.posts().any(|p| p.id().eq(7))).order_by(|t| t.id().asc()).all(db);
        "Author.objects.filter(pk__in=Post.objects.filter(pinned=True).values('author'))" => |db| authors().filter(|a| a.id().in_subquery(posts().filter(|p| p.pinned()).subquery(|p| p.author()))).all(db);
        "Author.objects.exclude(pk__in=Post.objects.filter(pinned=True).values('author'))" => |db| authors().exclude(|a| a.id().in_subquery(posts().filter(|p| p.pinned()).subquery(|p| p.author()))).all(db);
        "Author.objects.filter(Exists(Post.objects.filter(author=OuterRef('pk'), views__gt=100)))" => |db| authors().filter(|a| exists(posts().filter(|p| p.author().eq(a.id()) & p.views().gt(100)))).all(db);
        "Author.objects.filter(~Exists(Post.objects.filter(editor=OuterRef('pk'))))" => |db| authors().filter(|a| !exists(posts().filter(|p| p.editor().eq(a.id())))).all(db);
        "Author.objects.annotate(n=Subquery(Post.objects.filter(author=OuterRef('pk')).order_by('-views', 'id').values('title')[:1])).order_by('id').values_list('id', 'n')" => |db| authors().order_by(|a| a.id().asc()).values(db, |a| (a.id(), posts().filter(|p| p.author().eq(a.id())).order_by(|p| (p.views().desc(), p.id().asc())).subquery(|p| p.title())));
        "Author.objects.annotate(n=Count('posts')).order_by('id').values_list('id', 'n')" => |db| authors().order_by(|a| a.id().asc()).values(db, |a| (a.id(), a.posts().rows().subquery(|_| count())));
        "Author.objects.annotate(n=Count('posts')).filter(n__gt=4)" => |db| authors().filter(|a| a.posts().rows().subquery(|_| count()).gt(4)).all(db);
        "Post.objects.annotate(n=Count('tags', distinct=True)).order_by('-n', 'id').values_list('id', 'n')" => |db| posts().order_by(|p| (p.tags().rows().subquery(|_| count()).desc(), p.id().asc())).values(db, |p| (p.id(), p.tags().rows().subquery(|_| count())));

        "Post.objects.order_by('author__name', 'id')" => |db| posts().order_by(|p| (p.author().name().asc(), p.id().asc())).all(db);
        "[(p, p.author, p.editor) for p in Post.objects.select_related('author', 'editor').order_by('id')]" => |db| async { let all = posts().select_related(|p| (p.author(), p.editor())).order_by(|p| p.id().asc()).all(db).await?; Ok(all.iter().map(|p| (p.canonical(), p.author.get().map(Canonical::canonical), p.editor.as_ref().and_then(|e| e.get()).map(Canonical::canonical))).collect::<Vec<_>>()) };
        "[(c.parent and c.parent.post) for c in Comment.objects.select_related('parent__post').order_by('id')]" => |db| async { let all = Comment::objects().select_related(|c| c.parent().post()).order_by(|c| c.id().asc()).all(db).await?; Ok(all.iter().map(|c| c.parent.as_ref().and_then(|p| p.get()?.post.get()).map(Canonical::canonical)).collect::<Vec<_>>()) };
        "[[t.id for t in sorted(p.tags.all(), key=lambda t: t.id)] for p in Post.objects.prefetch_related('tags').order_by('id')]" => |db| async { let all = posts().prefetch_related(|p| p.tags().with(|t| t.order_by(|t| t.id().asc()))).order_by(|p| p.id().asc()).all(db).await?; Ok(all.iter().map(|p| p.tags.loaded().map(|tags| tags.iter().map(|t| t.id).collect::<Vec<_>>()).unwrap_or_default()).collect::<Vec<_>>()) };
    }
}
