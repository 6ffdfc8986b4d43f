//! A club: people who know each other in several ways, groups in groups, and memberships with columns of their own. The
//! tables are those that the migrations of these models make.

use fjango::migrate::state::ProjectState;
use fjango::migrate::{Graph, MakeOptions, Migrator, Options, Target, detect};
use fjango::prelude::*;
use fjango::schema::ModelMeta;
use fjango_tests::FreshDatabase;

/// Somebody in the club.
#[model(app = "club", ordering = "name")]
pub struct Person {
    pub id: i64,
    #[field(unique, max_length = 40)]
    pub name: String,
    pub friends: ManyToMany<Person>,
    #[field(symmetrical = false, related_name = "followers")]
    pub following: ManyToMany<Person>,
    #[field(through = Lesson, symmetrical = false, related_name = "teachers")]
    pub pupils: ManyToMany<Self>,
    pub followers: ReverseManyToMany<Person>,
    #[field(through = Membership)]
    pub groups: ReverseManyToMany<Group>,
    pub memberships: ReverseForeignKey<Membership>,
    pub badge: ReverseOneToOne<Badge>,
}

/// What somebody wears.
#[model(app = "club")]
pub struct Badge {
    pub id: i64,
    #[field(on_delete = "cascade", related_name = "badge")]
    pub person: OneToOne<Person>,
    pub text: String,
}

/// Who teaches whom; two keys are enough.
#[model(app = "club")]
pub struct Lesson {
    pub id: i64,
    #[field(on_delete = "cascade", related_name = "given")]
    pub teacher: ForeignKey<Person>,
    #[field(on_delete = "cascade", related_name = "taken")]
    pub pupil: ForeignKey<Person>,
    #[field(default = "music")]
    pub subject: String,
}

/// A part of the club, or of a part.
#[model(app = "club", ordering = "name")]
pub struct Group {
    pub id: i64,
    #[field(unique, max_length = 40)]
    pub name: String,
    #[field(on_delete = "cascade", related_name = "children")]
    pub parent: Option<ForeignKey<Group>>,
    pub children: ReverseForeignKey<Group>,
    #[field(through = Membership, through_fields(group, person), related_name = "groups")]
    pub members: ManyToMany<Person>,
}

/// That somebody belongs to a group.
#[model(app = "club", ordering = ("since", "id"), unique(group, person))]
pub struct Membership {
    pub id: i64,
    #[field(on_delete = "cascade", related_name = "memberships")]
    pub group: ForeignKey<Group>,
    #[field(on_delete = "cascade", related_name = "memberships")]
    pub person: ForeignKey<Person>,
    #[field(on_delete = "set_null", related_name = "invitations")]
    pub invited_by: Option<ForeignKey<Person>>,
    #[field(default = "member", max_length = 20)]
    pub role: String,
    pub since: NaiveDate,
}

pub const CLUB: &[&ModelMeta] = &[Person::META, Badge::META, Lesson::META, Group::META, Membership::META];

/// The tables that migrations of these models make.
pub async fn migrated(database: &FreshDatabase, models: &[&'static ModelMeta]) -> Db {
    let db = Db::connect(database.url()).await.expect("the database opens");
    let state = ProjectState::from_models(models);
    let new = detect(&Graph::default(), &state, &MakeOptions::default()).expect("migrations");
    let graph = Graph::new(new).expect("a graph");
    let migrator = Migrator::new(&db, &graph);
    migrator.run(&Target::All, &Options::default()).await.expect("tables");
    db
}

/// Ann, Bob, Cid and Dora; nobody knows anybody yet.
pub async fn club(database: &FreshDatabase) -> (Db, [Person; 4]) {
    let db = migrated(database, CLUB).await;
    let names = ["Ann", "Bob", "Cid", "Dora"].map(PersonCreate::new);
    let people = Person::objects().bulk_create(&db, names).await.expect("people");
    (db, people.try_into().expect("four"))
}

pub async fn group(db: &Db, name: &str, parent: Option<i64>) -> Group {
    let input = GroupCreate {
        parent,
        ..GroupCreate::new(name)
    };
    Group::objects().create(db, input).await.expect("a group")
}

pub fn year(year: i32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, 1, 1).expect("a date")
}

/// The names of the people found, as one text.
pub async fn names(db: &Db, people: QuerySet<Person>) -> String {
    people.values(db, |p| p.name()).await.expect("names").join(" ")
}

pub fn loaded(people: Result<&[Person], fjango::orm::NotLoaded>) -> String {
    let names = people.expect("loaded").iter().map(|person| person.name.as_str());
    names.collect::<Vec<_>>().join(" ")
}
