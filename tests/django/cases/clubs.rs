//! Models between with columns of their own, relations to itself, and deletions that others forbid.

use fjango::db::Tx;
use fjango::orm::{Error, Result, count};
use fjango::prelude::*;

use crate::case::{Case, cases};
use crate::models::*;

fn clubs() -> QuerySet<Club> {
    Club::objects()
}

fn ids(clubs: &[Club]) -> Vec<i64> {
    let mut ids: Vec<i64> = clubs.iter().map(|club| club.id).collect();
    ids.sort_unstable();
    ids
}

async fn members(tx: &Tx) -> Result<Vec<(i64, String, i32)>> {
    let rows = Membership::objects()
        .filter(|m| m.club().eq(1))
        .order_by(|m| (m.author().key().asc(), m.id().asc()));
    rows.values(tx, |m| (m.author(), m.role(), m.since())).await
}

/// Who is related to whom, both ways of a symmetrical relation.
async fn partners(tx: &Tx) -> Result<Vec<Vec<i64>>> {
    let all = clubs()
        .order_by(|c| c.id().asc())
        .prefetch_related(|c| c.partners())
        .all(tx)
        .await?;
    Ok(all.iter().map(|c| ids(c.partners.get().unwrap_or_default())).collect())
}

async fn followers(tx: &Tx) -> Result<Vec<Vec<i64>>> {
    let all = clubs()
        .order_by(|c| c.id().asc())
        .prefetch_related(|c| c.followers())
        .all(tx)
        .await?;
    Ok(all.iter().map(|c| ids(c.followers.get().unwrap_or_default())).collect())
}

/// The rows that forbid a deletion, by model and key.
fn refused<T>(deleted: Result<T>) -> Result<Vec<(String, i64)>> {
    match deleted {
        Ok(_) => Ok(Vec::new()),
        Err(Error::Protected { blockers, .. }) => {
            let mut all = Vec::new();
            for blocker in blockers {
                for key in blocker.keys {
                    let key = i64::from_value(key).unwrap_or_default();
                    all.push((format!("press.{}", blocker.model.name), key));
                }
            }
            all.sort();
            Ok(all)
        }
        Err(error) => Err(error),
    }
}

async fn left(tx: &Tx) -> Result<(u64, u64, u64, u64)> {
    let (venues, clubs) = (Venue::objects().count(tx).await?, clubs().count(tx).await?);
    Ok((
        venues,
        clubs,
        Membership::objects().count(tx).await?,
        Event::objects().count(tx).await?,
    ))
}

pub fn cases() -> Vec<Case> {
    let mut all = reads();
    all.extend(writes());
    all
}

fn reads() -> Vec<Case> {
    cases! {
        "Club.objects.filter(members__name='Ann').distinct()" => |db| clubs().filter(|c| c.members().any(|a| a.name().eq("Ann"))).all(db);
        "Club.objects.exclude(members__name='Ann')" => |db| clubs().exclude(|c| c.members().any(|a| a.name().eq("Ann"))).all(db);
        "Club.objects.filter(members__isnull=True)" => |db| clubs().filter(|c| c.members().is_empty()).all(db);
        "Club.objects.filter(memberships__since__gt=2015).distinct()" => |db| clubs().filter(|c| c.memberships().any(|m| m.since().gt(2015))).all(db);
        "Club.objects.exclude(memberships__since__gt=2015)" => |db| clubs().exclude(|c| c.members().through().any(|m| m.since().gt(2015))).all(db);
        "Club.objects.filter(memberships__author__active=True, memberships__role='chair').distinct()" => |db| clubs().filter(|c| c.members().through().any(|m| m.author().active().is_true() & m.role().eq("chair"))).all(db);
        "Author.objects.filter(clubs__name='Club 1').distinct()" => |db| Author::objects().filter(|a| a.clubs().any(|c| c.name().eq("Club 1"))).all(db);
        "Author.objects.exclude(clubs__home__name='Barn')" => |db| Author::objects().exclude(|a| a.clubs().any(|c| c.home().name().eq("Barn"))).all(db);
        "Author.objects.filter(memberships__role='guest', clubs__rented__isnull=False).distinct()" => |db| Author::objects().filter(|a| a.memberships().any(|m| m.role().eq("guest")) & a.clubs().any(|c| c.rented().is_not_null())).all(db);
        "Membership.objects.order_by('club__name', '-since', 'id')" => |db| Membership::objects().order_by(|m| (m.club().name().asc(), m.since().desc(), m.id().asc())).all(db);
        "Membership.objects.order_by('id').values_list('club__name', 'author__name', 'role')" => |db| Membership::objects().order_by(|m| m.id().asc()).values(db, |m| (m.club().name(), m.author().name(), m.role()));
        "Membership.objects.values('role').annotate(n=Count('author__active', filter=Q(author__active=True))).order_by('role')" => |db| Membership::objects().order_by(|m| m.role().asc()).values(db, |m| (m.role(), m.author().active().count().filter(m.author().active())));
        "Club.objects.annotate(n=Count('members', distinct=True)).order_by('id').values_list('id', 'n')" => |db| clubs().order_by(|c| c.id().asc()).values(db, |c| (c.id(), c.members().rows().subquery(|_| count())));
        "Club.objects.annotate(first=Min('memberships__since')).order_by('id').values_list('id', 'first')" => |db| clubs().order_by(|c| c.id().asc()).values(db, |c| (c.id(), c.memberships().rows().subquery(|m| m.since().min())));
        "[sorted(a.pk for a in c.members.all()) for c in Club.objects.prefetch_related('members').order_by('id')]" => |db| async { let all = clubs().prefetch_related(|c| c.members().with(|a| a.order_by(|a| a.id().asc()))).order_by(|c| c.id().asc()).all(db).await?; Ok(all.iter().map(|c| c.members.get().unwrap_or_default().iter().map(|a| a.id).collect::<Vec<_>>()).collect::<Vec<_>>()) };

        "Club.objects.filter(partners=2)" => |db| clubs().filter(|c| c.partners().any(|p| p.id().eq(2))).all(db);
        "Club.objects.exclude(partners__name='Club 2')" => |db| clubs().exclude(|c| c.partners().any(|p| p.name().eq("Club 2"))).all(db);
        "Club.objects.filter(partners__isnull=True)" => |db| clubs().filter(|c| c.partners().is_empty()).all(db);
        "Club.objects.filter(partners__partners__name='Club 3').distinct()" => |db| clubs().filter(|c| c.partners().any(|p| p.partners().any(|p| p.name().eq("Club 3")))).all(db);
        "Club.objects.annotate(n=Count('partners')).order_by('id').values_list('id', 'n')" => |db| clubs().order_by(|c| c.id().asc()).values(db, |c| (c.id(), c.partners().rows().subquery(|_| count())));
        "Club.objects.filter(follows=2)" => |db| clubs().filter(|c| c.follows().any(|p| p.id().eq(2))).all(db);
        "Club.objects.filter(followers=2)" => |db| clubs().filter(|c| c.followers().any(|p| p.id().eq(2))).all(db);
        "Club.objects.filter(followers__isnull=True)" => |db| clubs().filter(|c| c.followers().is_empty()).all(db);
        "Club.objects.filter(follows__followers__name='Club 2').distinct()" => |db| clubs().filter(|c| c.follows().any(|p| p.followers().any(|p| p.name().eq("Club 2")))).all(db);
        "Club.objects.filter(follows__partners__follows=F('pk')).distinct()" => |db| clubs().filter(|c| c.follows().any(|p| p.partners().any(|p| p.follows().any(|f| f.id().eq(c.id()))))).all(db);
        // One row reached from several has its own related rows each time.
        "[[sorted(q.pk for q in p.followers.all()) for p in sorted(c.partners.all(), key=lambda p: p.pk)] for c in Club.objects.prefetch_related('partners__followers').order_by('id')]" => |db| async { let all = clubs().prefetch_related(|c| c.partners().with(|p| p.order_by(|p| p.id().asc()).prefetch_related(|p| p.followers()))).order_by(|c| c.id().asc()).all(db).await?; Ok(all.iter().map(|c| c.partners.get().unwrap_or_default().iter().map(|p| ids(p.followers.get().unwrap_or_default())).collect::<Vec<_>>()).collect::<Vec<_>>()) };
    }
}

fn writes() -> Vec<Case> {
    cases! {
        write "(Club.objects.get(pk=1).members.add(21, 22, 21, through_defaults={'role': 'guest', 'since': 2026}), list(Membership.objects.filter(club=1).order_by('author', 'id').values_list('author', 'role', 'since')))" => |tx| async { let club = clubs().get(tx, 1).await?; club.related(|c| c.members()).through(|c, a| MembershipCreate::new(c, a, "guest", 2026)).add(tx, [21, 22, 21]).await?; Ok((None::<bool>, members(tx).await?)) };
        write "(Club.objects.get(pk=1).members.set([1, 23], through_defaults={'role': 'new', 'since': 2025}), list(Membership.objects.filter(club=1).order_by('author', 'id').values_list('author', 'role', 'since')))" => |tx| async { let club = clubs().get(tx, 1).await?; club.related(|c| c.members()).through(|c, a| MembershipCreate::new(c, a, "new", 2025)).set(tx, [1, 23]).await?; Ok((None::<bool>, members(tx).await?)) };
        write "(Club.objects.get(pk=1).members.remove(1, 2), list(Membership.objects.filter(club=1).order_by('author', 'id').values_list('author', 'role', 'since')))" => |tx| async { let club = clubs().get(tx, 1).await?; club.related(|c| c.members()).remove(tx, [1, 2]).await?; Ok((None::<bool>, members(tx).await?)) };
        write "(Author.objects.get(pk=1).clubs.clear(), Membership.objects.count())" => |tx| async { let author = Author::objects().get(tx, 1).await?; author.related(|a| a.clubs()).clear(tx).await?; Ok((None::<bool>, Membership::objects().count(tx).await?)) };
        write "(Club.objects.get(pk=1).members.create(name='Neu', bio='', active=True, through_defaults={'role': 'chair', 'since': 2024}).name, Membership.objects.filter(author__name='Neu').values_list('club', 'role'))" => |tx| async { let club = clubs().get(tx, 1).await?; let made = club.related(|c| c.members()).through(|c, a| MembershipCreate::new(c, a, "chair", 2024)).create(tx, AuthorCreate::new("Neu", "", true)).await?; Ok((made.name, Membership::objects().filter(|m| m.author().name().eq("Neu")).values(tx, |m| (m.club(), m.role())).await?)) };

        write "(Club.objects.get(pk=1).partners.add(2, 7, 8), [sorted(p.pk for p in c.partners.all()) for c in Club.objects.order_by('id')])" => |tx| async { clubs().get(tx, 1).await?.related(|c| c.partners()).add(tx, [2, 7, 8]).await?; Ok((None::<bool>, partners(tx).await?)) };
        write "(Club.objects.get(pk=2).partners.remove(1, 5), [sorted(p.pk for p in c.partners.all()) for c in Club.objects.order_by('id')])" => |tx| async { clubs().get(tx, 2).await?.related(|c| c.partners()).remove(tx, [1, 5]).await?; Ok((None::<bool>, partners(tx).await?)) };
        write "(Club.objects.get(pk=1).partners.set([3, 4]), [sorted(p.pk for p in c.partners.all()) for c in Club.objects.order_by('id')])" => |tx| async { clubs().get(tx, 1).await?.related(|c| c.partners()).set(tx, [3, 4]).await?; Ok((None::<bool>, partners(tx).await?)) };
        write "(Club.objects.get(pk=6).partners.clear(), Club.objects.get(pk=1).partners.clear(), [sorted(p.pk for p in c.partners.all()) for c in Club.objects.order_by('id')])" => |tx| async { for club in [6, 1] { clubs().get(tx, club).await?.related(|c| c.partners()).clear(tx).await?; } Ok((None::<bool>, None::<bool>, partners(tx).await?)) };
        write "(Club.objects.get(pk=1).follows.add(3, 5), [sorted(p.pk for p in c.followers.all()) for c in Club.objects.order_by('id')])" => |tx| async { clubs().get(tx, 1).await?.related(|c| c.follows()).add(tx, [3, 5]).await?; Ok((None::<bool>, followers(tx).await?)) };
        write "(Club.objects.get(pk=3).followers.set([1, 8]), [sorted(p.pk for p in c.followers.all()) for c in Club.objects.order_by('id')])" => |tx| async { clubs().get(tx, 3).await?.related(|c| c.followers()).set(tx, [1, 8]).await?; Ok((None::<bool>, followers(tx).await?)) };

        write "refused(Venue.objects.get(pk=1).delete)" => |tx| async { refused(Venue::objects().get(tx, 1).await?.delete(tx).await) };
        write "refused(Venue.objects.filter(pk__in=[1, 4]).delete)" => |tx| async { refused(Venue::objects().filter(|v| v.id().in_([1, 4])).delete(tx).await) };
        write "refused(Club.objects.get(pk=6).delete)" => |tx| async { refused(clubs().get(tx, 6).await?.delete(tx).await) };
        write "refused(Venue.objects.get(pk=3).delete)" => |tx| async { refused(Venue::objects().get(tx, 3).await?.delete(tx).await) };
        // What restricts goes along, by another way.
        write "(refused(Venue.objects.get(pk=2).delete), [m.objects.count() for m in (Venue, Club, Membership, Event)])" => |tx| async { let refused = refused(Venue::objects().get(tx, 2).await?.delete(tx).await)?; Ok((refused, left(tx).await?)) };
        write "(refused(Venue.objects.get(pk=4).delete), [m.objects.count() for m in (Venue, Club, Membership, Event)])" => |tx| async { let refused = refused(Venue::objects().get(tx, 4).await?.delete(tx).await)?; Ok((refused, left(tx).await?)) };
        write "(refused(Club.objects.filter(pk__gt=6).delete), [m.objects.count() for m in (Venue, Club, Membership, Event)])" => |tx| async { let refused = refused(clubs().filter(|c| c.id().gt(6)).delete(tx).await)?; Ok((refused, left(tx).await?)) };
        write "(Author.objects.filter(pk__gt=4).delete() and None, list(Club.objects.order_by('id').values_list('keeper', flat=True)), Membership.objects.count())" => |tx| async { Author::objects().filter(|a| a.id().gt(4)).delete(tx).await?; Ok((None::<bool>, clubs().order_by(|c| c.id().asc()).values(tx, |c| c.keeper()).await?, Membership::objects().count(tx).await?)) };
        write "(Author.objects.get(pk=5).delete() and None, list(Club.objects.order_by('id').values_list('keeper', flat=True)))" => |tx| async { Author::objects().get(tx, 5).await?.delete(tx).await?; Ok((None::<bool>, clubs().order_by(|c| c.id().asc()).values(tx, |c| c.keeper()).await?)) };
    }
}
