//! Six models with every kind of relation between them.

use fjango::orm::Column;
use fjango::prelude::*;
use fjango::schema::ModelMeta;

use super::{Free, Named};

/// Who makes works.
#[model(app = "kinds")]
pub struct Maker {
    pub id: i64,
    pub name: String,
    pub works: ReverseForeignKey<Work>,
    pub card: ReverseOneToOne<Card>,
    #[field(through = Entry, related_name = "makers")]
    pub guilds: ManyToMany<Guild>,
    pub friends: ManyToMany<Self>,
    #[field(symmetrical = false, related_name = "fans")]
    pub idols: ManyToMany<Self>,
    pub fans: ReverseManyToMany<Self>,
}

/// What is made.
#[model(app = "kinds")]
pub struct Work {
    pub id: i64,
    pub name: String,
    #[field(on_delete = "set_null", related_name = "works")]
    pub maker: Option<ForeignKey<Maker>>,
    #[field(related_name = "works")]
    pub topics: ManyToMany<Topic>,
}

/// What a work consists of.
#[model(app = "kinds")]
pub struct Part {
    pub id: i64,
    pub name: String,
    #[field(on_delete = "cascade", related_name = "parts")]
    pub work: ForeignKey<Work>,
}

/// What somebody shows.
#[model(app = "kinds")]
pub struct Card {
    pub id: i64,
    pub name: String,
    #[field(on_delete = "cascade", related_name = "card")]
    pub maker: Option<OneToOne<Maker>>,
}

/// What a work is about, and what that belongs to.
#[model(app = "kinds")]
pub struct Topic {
    pub id: i64,
    pub name: String,
    #[field(on_delete = "cascade", related_name = "children")]
    pub parent: Option<ForeignKey<Self>>,
    pub children: ReverseForeignKey<Self>,
    pub works: ReverseManyToMany<Work>,
}

/// Makers together.
#[model(app = "kinds")]
pub struct Guild {
    pub id: i64,
    pub name: String,
    #[field(through = Entry)]
    pub makers: ReverseManyToMany<Maker>,
}

/// That somebody is in a guild.
#[model(app = "kinds", unique(maker, guild))]
pub struct Entry {
    pub id: i64,
    #[field(on_delete = "cascade")]
    pub maker: ForeignKey<Maker>,
    #[field(on_delete = "cascade")]
    pub guild: ForeignKey<Guild>,
    pub since: i32,
}

pub const KINDS: &[&ModelMeta] = &[
    Maker::META,
    Work::META,
    Part::META,
    Card::META,
    Topic::META,
    Guild::META,
    Entry::META,
];

macro_rules! named {
    ($($model:ty),*) => {$(
        impl Named for $model {
            fn column(columns: &Self::Columns) -> Column<Self, String> {
                columns.name()
            }

            fn name(&self) -> &str {
                &self.name
            }
        }
    )*};
}

macro_rules! free {
    ($($model:ty: $create:ty),*) => {$(
        impl Free for $model {
            fn named(name: &str) -> $create {
                <$create>::new(name)
            }
        }
    )*};
}

named!(Maker, Work, Part, Card, Topic, Guild);
free!(Maker: MakerCreate, Work: WorkCreate, Card: CardCreate, Topic: TopicCreate, Guild: GuildCreate);
