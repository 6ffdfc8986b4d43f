//! Many-to-many relations with a model between, and of a model to itself.

use fjango::assert_queries;
use fjango::orm::Error;
use fjango::prelude::*;
use fjango_tests::FreshDatabase;

use super::club::*;

fjango_tests::each_database! {
    async fn a_model_between_has_columns_of_its_own(database: &FreshDatabase) {
        let (db, [ann, bob, cid, _]) = club(database).await;
        let choir = group(&db, "Choir", None).await;
        let members = choir.related(|g| g.members());
        let since = |since| members.through(move |group, person| MembershipCreate::new(group, person, year(since)));

        // Seeing who is there, then writing who is not.
        assert_eq!(assert_queries!(2, since(2020).add(&db, [ann.id, bob.id]).await.unwrap()), 2);
        assert_eq!(assert_queries!(1, since(2024).add(&db, [ann.id, ann.id]).await.unwrap()), 0);
        assert_eq!(names(&db, members.objects()).await, "Ann Bob");
        let rows = choir.related(|g| g.members().through()).objects().all(&db).await.unwrap();
        assert_eq!(rows.iter().map(|row| (row.role.as_str(), row.since)).collect::<Vec<_>>(), [("member", year(2020)); 2]);

        // Who stays keeps the columns; who comes gets new ones.
        let invited = members.through(move |group, person| MembershipCreate {
            role: Some("guest".into()),
            invited_by: Some(ann.id),
            ..MembershipCreate::new(group, person, year(2026))
        });
        assert_queries!(3, invited.set(&db, [cid.id, ann.id]).await.unwrap());
        let rows = Membership::objects().values(&db, |m| (m.person().name(), m.role(), m.since())).await.unwrap();
        assert_eq!(rows, [("Ann".into(), "member".into(), year(2020)), ("Cid".into(), "guest".into(), year(2026))]);
        assert_queries!(1, invited.set(&db, [cid.id, ann.id]).await.unwrap());

        // From the other end the function gets the keys in the other order.
        let groups = bob.related(|p| p.groups());
        let dance = groups
            .through(|person, group| MembershipCreate::new(group, person, year(2021)))
            .create(&db, GroupCreate::new("Dance"))
            .await
            .unwrap();
        assert_eq!(names(&db, dance.related(|g| g.members()).objects()).await, "Bob");

        assert_eq!(assert_queries!(1, members.remove(&db, [cid.id, 99]).await.unwrap()), 1);
        assert_eq!(names(&db, members.objects()).await, "Ann");
        assert_eq!(assert_queries!(1, members.clear(&db).await.unwrap()), 1);
        assert_eq!(Membership::objects().count(&db).await.unwrap(), 1, "other groups keep their members");
    }

    async fn keys_alone_are_refused_where_a_column_is_missing(database: &FreshDatabase) {
        let (db, [ann, bob, ..]) = club(database).await;
        let choir = group(&db, "Choir", None).await;
        let error = choir.related(|g| g.members()).add(&db, [ann.id]).await.unwrap_err();
        let Error::Validation(errors) = &error else { panic!("{error:?}") };
        assert_eq!((errors.errors().len(), errors.errors()[0].pointer.as_str()), (1, "/members"));
        assert!(error.to_string().contains("a `Membership` also needs `since`"), "{error}");
        let input = GroupCreate { members: vec![ann.id], ..GroupCreate::new("Band") };
        assert!(Group::objects().create(&db, input).await.is_err());
        assert_eq!(Group::objects().count(&db).await.unwrap(), 1, "all or nothing");

        // What the columns break is said of the model between.
        let long = choir.related(|g| g.members()).through(|group, person| MembershipCreate {
            role: Some("x".repeat(21)),
            ..MembershipCreate::new(group, person, year(2020))
        });
        let error = long.add(&db, [ann.id]).await.unwrap_err();
        assert!(matches!(&error, Error::Validation(errors) if errors.errors()[0].pointer == "/role"), "{error:?}");
        let nobody = choir.related(|g| g.members()).through(|group, person| MembershipCreate::new(group, person, year(2020)));
        let error = nobody.add(&db, [bob.id, 99]).await.unwrap_err();
        assert!(matches!(&error, Error::Integrity { model: "Membership", .. }), "{error:?}");
        assert_eq!(Membership::objects().count(&db).await.unwrap(), 0);

        // Where everything else has a default, keys are enough.
        let pupils = ann.related(|p| p.pupils());
        assert_eq!(pupils.add(&db, [bob.id]).await.unwrap(), 1);
        assert_eq!(names(&db, bob.related(|p| p.teachers()).objects()).await, "Ann");
        let taught = PersonCreate { pupils: vec![ann.id, bob.id], ..PersonCreate::new("Eve") };
        let eve = Person::objects().create(&db, taught).await.unwrap();
        assert_eq!(names(&db, eve.related(|p| p.pupils()).objects()).await, "Ann Bob");
        assert_eq!(Lesson::objects().filter(|l| l.subject().eq("music")).count(&db).await.unwrap(), 3);
    }

    async fn conditions_and_prefetches_go_through_the_model_between(database: &FreshDatabase) {
        let (db, [ann, bob, cid, dora]) = club(database).await;
        for (name, members) in [("Band", vec![(&ann, 2019), (&bob, 2023)]), ("Choir", vec![(&ann, 2022), (&cid, 2023)]), ("Dance", vec![])] {
            let group = group(&db, name, None).await;
            for (person, since) in members {
                let members = group.related(|g| g.members());
                members.through(move |g, p| MembershipCreate::new(g, p, year(since))).add(&db, [person.id]).await.unwrap();
            }
        }
        let groups = async |groups: QuerySet<Group>| groups.values(&db, |g| g.name()).await.unwrap().join(" ");
        assert_eq!(groups(Group::objects().filter(|g| g.members().any(|p| p.name().eq("Ann")))).await, "Band Choir");
        // One membership that is both hers and that old.
        let old = Group::objects().filter(|g| g.members().through().any(|m| m.person().eq(ann.id) & m.since().year().lt(2020)));
        assert_eq!(groups(old).await, "Band");
        let empty = Group::objects().filter(|g| g.members().through().is_empty());
        assert_eq!(groups(empty).await, "Dance");
        let people = Person::objects().filter(|p| p.memberships().any(|m| m.since().year().eq(2023)));
        assert_eq!(names(&db, people).await, "Bob Cid");
        let by_text = Group::objects().filter_by("members__name", "Cid").unwrap();
        assert_eq!(groups(by_text).await, "Choir");
        let counted = Group::objects().annotate(|g| g.members().through().rows().subquery(|_| fjango::orm::count()));
        assert_eq!(counted.all(&db).await.unwrap().into_iter().map(|(_, n)| n.unwrap_or(0)).collect::<Vec<_>>(), [2, 2, 0]);

        let all = assert_queries!(2, Group::objects().prefetch_related(|g| g.members()).all(&db).await.unwrap());
        assert_eq!(all.iter().map(|g| loaded(g.members.loaded())).collect::<Vec<_>>(), ["Ann Bob", "Ann Cid", ""]);
        // The way back is declared, and holds rows too; the rows between are one prefetch more.
        let people = Person::objects()
            .prefetch_related(|p| p.groups())
            .prefetch_related(|p| p.memberships().with(|m| m.select_related(|m| m.group())));
        let people = assert_queries!(3, people.all(&db).await.unwrap());
        let of = |person: &Person| person.groups.loaded().unwrap().iter().map(|g| g.name.clone()).collect::<Vec<_>>();
        assert_eq!(people.iter().map(of).collect::<Vec<_>>(), [vec!["Band", "Choir"], vec!["Band"], vec!["Choir"], vec![]]);
        let memberships = people[0].memberships.loaded().unwrap();
        assert_eq!(memberships.iter().map(|m| (m.since, m.group.loaded().unwrap().name.as_str())).collect::<Vec<_>>(), [(year(2019), "Band"), (year(2022), "Choir")]);
        let first = Group::objects().prefetch_related(|g| g.members().with(|p| p.limit(1)));
        let first = assert_queries!(2, first.all(&db).await.unwrap());
        assert_eq!(first.iter().map(|g| loaded(g.members.loaded())).collect::<Vec<_>>(), ["Ann", "Ann", ""]);
        // Somebody related twice is one row, wherever it is read.
        for subject in ["music", "maths"] {
            let lesson = LessonCreate { subject: Some(subject.into()), ..LessonCreate::new(ann.id, dora.id) };
            Lesson::objects().create(&db, lesson).await.unwrap();
        }
        assert_eq!(names(&db, ann.related(|p| p.pupils()).objects()).await, "Dora");
        let teacher = Person::objects().prefetch_related(|p| p.pupils()).get(&db, ann.id).await.unwrap();
        assert_eq!(loaded(teacher.pupils.loaded()), "Dora");
        assert_eq!(ann.related(|p| p.pupils()).remove(&db, [dora.id]).await.unwrap(), 2);
    }

    async fn friends_are_so_both_ways(database: &FreshDatabase) {
        let (db, [ann, bob, cid, dora]) = club(database).await;
        let friends = |person: &Person| person.related(|p| p.friends());
        assert_eq!(assert_queries!(1, friends(&ann).add(&db, [bob.id, cid.id]).await.unwrap()), 2);
        assert_eq!(assert_queries!(1, friends(&bob).add(&db, [ann.id]).await.unwrap()), 0);
        assert_eq!((names(&db, friends(&ann).objects()).await, names(&db, friends(&cid).objects()).await), ("Bob Cid".into(), "Ann".into()));
        let people = assert_queries!(2, Person::objects().prefetch_related(|p| p.friends()).all(&db).await.unwrap());
        assert_eq!(people.iter().map(|p| loaded(p.friends.loaded())).collect::<Vec<_>>(), ["Bob Cid", "Ann", "Ann", ""]);
        let of_ann = Person::objects().filter(|p| p.friends().any(|f| f.name().eq("Ann")));
        assert_eq!(names(&db, of_ann).await, "Bob Cid");
        let of_friends = Person::objects().filter(|p| p.friends().any(|f| f.friends().any(|f| f.name().eq("Cid"))));
        assert_eq!(names(&db, of_friends).await, "Bob Cid");

        assert_queries!(3, friends(&ann).set(&db, [dora.id, bob.id]).await.unwrap());
        assert_eq!((names(&db, friends(&ann).objects()).await, names(&db, friends(&cid).objects()).await), ("Bob Dora".into(), String::new()));
        assert_eq!(assert_queries!(1, friends(&bob).remove(&db, [ann.id]).await.unwrap()), 1);
        assert_eq!(names(&db, friends(&ann).objects()).await, "Dora");
        // To know oneself is one row, and one relation.
        assert_eq!(friends(&ann).add(&db, [ann.id, bob.id]).await.unwrap(), 2);
        assert_eq!(friends(&ann).remove(&db, [ann.id]).await.unwrap(), 1);
        assert_eq!(assert_queries!(1, friends(&ann).clear(&db).await.unwrap()), 2);
        assert_eq!(names(&db, friends(&dora).objects()).await, "");
        let eve = Person::objects().create(&db, PersonCreate { friends: vec![ann.id], ..PersonCreate::new("Eve") }).await.unwrap();
        assert_eq!(names(&db, friends(&ann).objects()).await, "Eve");
        assert_eq!(Person::objects().filter(|p| p.id().eq(eve.id)).delete_collected(&db).await.unwrap().by_model, [("club.Person".into(), 1), ("club.Person.friends".into(), 2)]);
    }

    async fn followers_do_not_follow_back(database: &FreshDatabase) {
        let (db, [ann, bob, cid, _]) = club(database).await;
        let following = |person: &Person| person.related(|p| p.following());
        let followers = |person: &Person| person.related(|p| p.followers());
        assert_eq!(assert_queries!(1, following(&ann).add(&db, [bob.id, cid.id]).await.unwrap()), 2);
        assert_eq!(assert_queries!(1, followers(&ann).add(&db, [cid.id]).await.unwrap()), 1);
        assert_eq!((names(&db, following(&ann).objects()).await, names(&db, followers(&ann).objects()).await), ("Bob Cid".into(), "Cid".into()));
        let query = Person::objects().prefetch_related(|p| p.following()).prefetch_related(|p| p.followers());
        let people = assert_queries!(3, query.all(&db).await.unwrap());
        let seen = people.iter().map(|p| (loaded(p.following.loaded()), loaded(p.followers.loaded()))).collect::<Vec<_>>();
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(seen, [pair("Bob Cid", "Cid"), pair("", "Ann"), pair("Ann", "Ann"), pair("", "")]);
        let followed = Person::objects().filter(|p| p.followers().any(|f| f.name().eq("Ann")));
        assert_eq!(names(&db, followed).await, "Bob Cid");
        let by_text = Person::objects().filter_by("followers__name", "Cid").unwrap();
        assert_eq!(names(&db, by_text).await, "Ann");
        followers(&bob).set(&db, [cid.id]).await.unwrap();
        assert_eq!((names(&db, following(&ann).objects()).await, names(&db, following(&cid).objects()).await), ("Cid".into(), "Ann Bob".into()));
        assert_eq!(followers(&bob).clear(&db).await.unwrap(), 1);
        assert_eq!(names(&db, following(&cid).objects()).await, "Ann");
    }

    async fn a_tree_is_prefetched_level_by_level(database: &FreshDatabase) {
        let (db, _) = club(database).await;
        let top = group(&db, "Top", None).await;
        for name in ["A", "B"] {
            let part = group(&db, name, Some(top.id)).await;
            group(&db, &format!("{name}1"), Some(part.id)).await;
        }
        let tree = Group::objects()
            .filter(|g| g.parent().is_null())
            .prefetch_related(|g| g.children().with(|g| g.prefetch_related(|g| g.children()).select_related(|g| g.parent())));
        let tree = assert_queries!(3, tree.all(&db).await.unwrap());
        let children = tree[0].children.loaded().unwrap();
        assert_eq!(children.iter().map(|g| g.name.as_str()).collect::<Vec<_>>(), ["A", "B"]);
        assert_eq!(children[1].children.loaded().unwrap()[0].name, "B1");
        assert_eq!(children[1].parent.as_ref().unwrap().loaded().unwrap().name, "Top");
        let grandchildren = Group::objects().filter(|g| g.parent().parent().name().eq("Top"));
        assert_eq!(grandchildren.values(&db, |g| g.name()).await.unwrap(), ["A1", "B1"]);
        let parents = Group::objects().filter(|g| g.children().any(|c| c.children().is_empty()));
        assert_eq!(parents.values(&db, |g| g.name()).await.unwrap(), ["A", "B"]);
    }
}
