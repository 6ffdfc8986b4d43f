//! Every kind of relation times everything that can be done with one, on both databases: what is found and written is
//! compared with pairs of names kept beside it. The table of it stands in the book.

mod many;
mod models;
mod single;
mod table;

use std::collections::BTreeSet;

use fjango::orm::Column;
use fjango::prelude::*;
use fjango_tests::FreshDatabase;
use futures_util::FutureExt as _;

use self::many::{Many, Nature};
use self::models::*;
use self::single::Single;
use self::table::{Family, assert_complete};
use super::club::migrated;

/// A model whose rows are told apart by name.
pub trait Named: Model<Key = i64> {
    fn column(columns: &Self::Columns) -> Column<Self, String>;
    fn name(&self) -> &str;
}

/// One that needs nothing but a name.
pub trait Free: Named {
    fn named(name: &str) -> Self::Create;
}

async fn row<M: Named>(db: &Db, name: &str) -> M {
    let name = name.to_owned();
    let rows = M::objects().filter(|columns| M::column(&columns).eq(name));
    rows.get_one(db).await.unwrap()
}

/// The names of the rows that a query finds, sorted.
async fn names<M: Named>(db: &Db, rows: QuerySet<M>) -> BTreeSet<String> {
    rows.values(db, |columns| M::column(&columns))
        .await
        .unwrap()
        .into_iter()
        .collect()
}

fn set<'a>(names: impl IntoIterator<Item = &'a str>) -> BTreeSet<String> {
    names.into_iter().map(str::to_owned).collect()
}

/// Which row is related to which, by name.
type Links = BTreeSet<(String, String)>;

fn far_of(links: &Links, near: &str) -> BTreeSet<String> {
    let of = links.iter().filter(|(from, _)| from == near);
    of.map(|(_, far)| far.clone()).collect()
}

fn near_of(links: &Links, far: &str) -> BTreeSet<String> {
    let of = links.iter().filter(|(_, to)| to == far);
    of.map(|(near, _)| near.clone()).collect()
}

fjango_tests::each_database! {
    async fn a_foreign_key(database: &FreshDatabase) {
        let kind = Single {
            relation: |part: &PartColumns| part.work(),
            lookup: "work",
            loaded: |part: &Part| part.work.get(),
            create: |name, work| PartCreate::new(name, work.expect("required")),
            point: |part, work| part.work = ForeignKey::new(work.expect("required")),
            one: false,
            nullable: false,
            cascade: true,
        };
        let ran = kind.run(&migrated(database, KINDS).await).await;
        assert_complete("ForeignKey", Family::One { nullable: false }, &ran);
    }

    async fn a_foreign_key_that_may_be_empty(database: &FreshDatabase) {
        let kind = Single {
            relation: |work: &WorkColumns| work.maker(),
            lookup: "maker",
            loaded: |work: &Work| work.maker.as_ref().and_then(|maker| maker.get()),
            create: |name, maker| WorkCreate { maker, ..WorkCreate::new(name) },
            point: |work, maker| work.maker = maker.map(ForeignKey::new),
            one: false,
            nullable: true,
            cascade: false,
        };
        let ran = kind.run(&migrated(database, KINDS).await).await;
        assert_complete("Option<ForeignKey>", Family::One { nullable: true }, &ran);
    }

    async fn a_one_to_one(database: &FreshDatabase) {
        let kind = Single {
            relation: |card: &CardColumns| card.maker(),
            lookup: "maker",
            loaded: |card: &Card| card.maker.as_ref().and_then(|maker| maker.get()),
            create: |name, maker| CardCreate { maker, ..CardCreate::new(name) },
            point: |card, maker| card.maker = maker.map(OneToOne::new),
            one: true,
            nullable: true,
            cascade: true,
        };
        let ran = kind.run(&migrated(database, KINDS).await).await;
        assert_complete("Option<OneToOne>", Family::One { nullable: true }, &ran);
    }

    async fn a_foreign_key_to_itself(database: &FreshDatabase) {
        let kind = Single {
            relation: |topic: &TopicColumns| topic.parent(),
            lookup: "parent",
            loaded: |topic: &Topic| topic.parent.as_ref().and_then(|parent| parent.get()),
            create: |name, parent| TopicCreate { parent, ..TopicCreate::new(name) },
            point: |topic, parent| topic.parent = parent.map(ForeignKey::new),
            one: false,
            nullable: true,
            cascade: true,
        };
        let ran = kind.run(&migrated(database, KINDS).await).await;
        assert_complete("Option<ForeignKey<Self>>", Family::One { nullable: true }, &ran);
    }

    async fn the_way_back_of_a_foreign_key(database: &FreshDatabase) {
        let kind = Many {
            relation: |maker: &MakerColumns| maker.works(),
            lookup: "works",
            related: |maker: &Maker| maker.related(|maker| maker.works()),
            loaded: |maker: &Maker| maker.works.loaded().unwrap(),
            back: |works| works.select_related(|work| work.maker()),
            seen: |work: &Work| work.maker.iter().map(|maker| maker.loaded().unwrap().name.as_str()).collect(),
            between: None,
            nature: Nature { exclusive: true, ..Nature::default() },
        };
        let ran = kind.run(&migrated(database, KINDS).await).await;
        assert_complete("ReverseForeignKey", Family::Many { between: false }, &ran);
    }

    async fn the_way_back_of_a_one_to_one(database: &FreshDatabase) {
        let kind = Many {
            relation: |maker: &MakerColumns| maker.card(),
            lookup: "card",
            related: |maker: &Maker| maker.related(|maker| maker.card()),
            loaded: |maker: &Maker| maker.card.loaded().unwrap(),
            back: |cards| cards.select_related(|card| card.maker()),
            seen: |card: &Card| card.maker.iter().map(|maker| maker.loaded().unwrap().name.as_str()).collect(),
            between: None,
            nature: Nature { exclusive: true, one: true, takes_far: true, ..Nature::default() },
        };
        let ran = kind.run(&migrated(database, KINDS).await).await;
        assert_complete("ReverseOneToOne", Family::Many { between: false }, &ran);
    }

    async fn the_way_back_of_a_foreign_key_to_itself(database: &FreshDatabase) {
        let kind = Many {
            relation: |topic: &TopicColumns| topic.children(),
            lookup: "children",
            related: |topic: &Topic| topic.related(|topic| topic.children()),
            loaded: |topic: &Topic| topic.children.loaded().unwrap(),
            back: |topics| topics.select_related(|topic| topic.parent()),
            seen: |topic: &Topic| topic.parent.iter().map(|parent| parent.loaded().unwrap().name.as_str()).collect(),
            between: None,
            nature: Nature { exclusive: true, takes_far: true, ..Nature::default() },
        };
        let ran = kind.run(&migrated(database, KINDS).await).await;
        assert_complete("ReverseForeignKey<Self>", Family::Many { between: false }, &ran);
    }

    async fn a_many_to_many(database: &FreshDatabase) {
        let kind = Many {
            relation: |work: &WorkColumns| work.topics(),
            lookup: "topics",
            related: |work: &Work| work.related(|work| work.topics()),
            loaded: |work: &Work| work.topics.loaded().unwrap(),
            back: |topics| topics.prefetch_related(|topic| topic.works()),
            seen: |topic: &Topic| topic.works.loaded().unwrap().iter().map(|work| work.name.as_str()).collect(),
            between: None,
            nature: Nature::default(),
        };
        let ran = kind.run(&migrated(database, KINDS).await).await;
        assert_complete("ManyToMany", Family::Many { between: false }, &ran);
    }

    async fn the_way_back_of_a_many_to_many(database: &FreshDatabase) {
        let kind = Many {
            relation: |topic: &TopicColumns| topic.works(),
            lookup: "works",
            related: |topic: &Topic| topic.related(|topic| topic.works()),
            loaded: |topic: &Topic| topic.works.loaded().unwrap(),
            back: |works| works.prefetch_related(|work| work.topics()),
            seen: |work: &Work| work.topics.loaded().unwrap().iter().map(|topic| topic.name.as_str()).collect(),
            between: None,
            nature: Nature::default(),
        };
        let ran = kind.run(&migrated(database, KINDS).await).await;
        assert_complete("ReverseManyToMany", Family::Many { between: false }, &ran);
    }

    async fn a_many_to_many_with_a_model_between(database: &FreshDatabase) {
        let kind = Many {
            relation: |maker: &MakerColumns| maker.guilds(),
            lookup: "guilds",
            related: |maker: &Maker| {
                maker.related(|maker| maker.guilds()).through(|maker, guild| EntryCreate::new(maker, guild, 2020))
            },
            loaded: |maker: &Maker| maker.guilds.loaded().unwrap(),
            back: |guilds| guilds.prefetch_related(|guild| guild.makers()),
            seen: |guild: &Guild| guild.makers.loaded().unwrap().iter().map(|maker| maker.name.as_str()).collect(),
            between: Some(|db| {
                async move { Entry::objects().values(&db, |e| (e.maker().name(), e.guild().name())).await.unwrap() }.boxed()
            }),
            nature: Nature::default(),
        };
        let db = migrated(database, KINDS).await;
        let ran = kind.run(&db).await;
        assert_complete("ManyToMany, through", Family::Many { between: true }, &ran);
        assert_eq!(Entry::objects().filter(|entry| entry.since().ne(2020)).count(&db).await.unwrap(), 0);
    }

    async fn a_symmetrical_many_to_many_to_itself(database: &FreshDatabase) {
        let kind = Many {
            relation: |maker: &MakerColumns| maker.friends(),
            lookup: "friends",
            related: |maker: &Maker| maker.related(|maker| maker.friends()),
            loaded: |maker: &Maker| maker.friends.loaded().unwrap(),
            back: |makers| makers.prefetch_related(|maker| maker.friends()),
            seen: |maker: &Maker| maker.friends.loaded().unwrap().iter().map(|maker| maker.name.as_str()).collect(),
            between: None,
            nature: Nature { symmetrical: true, ..Nature::default() },
        };
        let ran = kind.run(&migrated(database, KINDS).await).await;
        assert_complete("ManyToMany<Self>", Family::Many { between: false }, &ran);
    }

    async fn a_many_to_many_to_itself_one_way(database: &FreshDatabase) {
        let kind = Many {
            relation: |maker: &MakerColumns| maker.idols(),
            lookup: "idols",
            related: |maker: &Maker| maker.related(|maker| maker.idols()),
            loaded: |maker: &Maker| maker.idols.loaded().unwrap(),
            back: |makers| makers.prefetch_related(|maker| maker.fans()),
            seen: |maker: &Maker| maker.fans.loaded().unwrap().iter().map(|maker| maker.name.as_str()).collect(),
            between: None,
            nature: Nature::default(),
        };
        let ran = kind.run(&migrated(database, KINDS).await).await;
        assert_complete("ManyToMany<Self>, one way", Family::Many { between: false }, &ran);
    }

    async fn the_other_way_of_a_many_to_many_to_itself(database: &FreshDatabase) {
        let kind = Many {
            relation: |maker: &MakerColumns| maker.fans(),
            lookup: "fans",
            related: |maker: &Maker| maker.related(|maker| maker.fans()),
            loaded: |maker: &Maker| maker.fans.loaded().unwrap(),
            back: |makers| makers.prefetch_related(|maker| maker.idols()),
            seen: |maker: &Maker| maker.idols.loaded().unwrap().iter().map(|maker| maker.name.as_str()).collect(),
            between: None,
            nature: Nature::default(),
        };
        let ran = kind.run(&migrated(database, KINDS).await).await;
        assert_complete("ReverseManyToMany<Self>", Family::Many { between: false }, &ran);
    }
}
