//! A fair: what pages, views, files and the palette are tried on.

use fjango::admin::contract::Can;
use fjango::admin::{Actor, Admin, AdminSite, FieldAccess, Policy};
use fjango::orm::{Expr, ManyToMany, Query};
use fjango::prelude::*;
use fjango::schema::ModelMeta;
use fjango::testing::TestApp;
use fjango::value::Value;
use fjango_tests::FreshDatabase;

use super::support::{open_with, user};

/// Where things are sold.
#[model(app = "fair")]
pub struct Stall {
    pub id: i64,
    #[field(max_length = 40, unique)]
    pub name: String,
}

/// What things are said to be.
#[model(app = "fair")]
pub struct Mark {
    pub id: i64,
    #[field(max_length = 40, unique)]
    pub name: String,
}

/// What is sold.
#[model(app = "fair")]
pub struct Ware {
    pub id: i64,
    #[field(max_length = 60)]
    pub title: String,
    #[field(max_length = 20, unique)]
    pub code: String,
    #[field(on_delete = "cascade")]
    pub stall: ForeignKey<Stall>,
    pub marks: ManyToMany<Mark>,
    #[field(default = 0)]
    pub count: i64,
    pub price: Option<Decimal>,
    pub day: Option<NaiveDate>,
    #[field(default = false)]
    pub sold: bool,
    #[field(max_length = 60, default = "")]
    pub cost: String,
    #[field(max_length = 60, default = "", sensitive)]
    pub token: String,
}

/// What somebody may do, by the name: `viewer` may look, `blind` may see no cost, `own` the wares of the first stall.
#[derive(Debug)]
pub struct ByName;

impl Policy for ByName {
    fn model(&self, actor: &Actor, meta: &'static ModelMeta, can: Can) -> bool {
        match actor.username.as_str() {
            "nobody" => false,
            "viewer" => meta.app == "fair" && can == Can::View,
            _ => meta.app == "fair" || actor.is_superuser,
        }
    }

    fn scope(&self, actor: &Actor, mut query: Query) -> Query {
        if let Some(stall) = query.meta.field("stall").filter(|_| actor.username == "own") {
            query.filter.push(Expr::own(stall, Value::BigInt(1)));
        }
        query
    }

    fn field(&self, actor: &Actor, _: &'static ModelMeta, field: &str) -> FieldAccess {
        if field == "cost" && actor.username == "blind" {
            FieldAccess::Hidden
        } else {
            FieldAccess::Write
        }
    }

    fn page(&self, actor: &Actor, key: &str) -> bool {
        key != "books" || actor.username != "blind"
    }
}

/// The fair's site.
pub fn site(site: AdminSite) -> AdminSite {
    let wares = Admin::model::<Ware>()
        .columns(|ware| {
            (
                ware.title(),
                ware.code(),
                ware.stall(),
                ware.marks(),
                ware.count(),
                ware.price(),
                ware.cost(),
            )
        })
        .filters(|ware| (ware.sold(), ware.cost(), ware.stall(), ware.day()))
        .search(|ware| (ware.title(), ware.cost()))
        .sortable(|ware| (ware.title(), ware.count()))
        .order(|ware| ware.id().asc());
    site.title("Fair")
        .policy(ByName)
        .model(wares)
        .model(Admin::model::<Stall>().search(|stall| stall.name()))
        .model(Admin::model::<Mark>())
}

/// The fair with two stalls, three marks, and somebody of every name.
pub async fn open(database: &FreshDatabase) -> TestApp {
    open_as(database, site).await
}

/// The fair with more said of its site.
pub async fn open_as(database: &FreshDatabase, site: impl FnOnce(AdminSite) -> AdminSite) -> TestApp {
    let app = open_with(database, App::new().admin(site)).await;
    for name in ["viewer", "blind", "own", "nobody", "editor"] {
        user(&app, name, |user| user.is_staff = Some(true)).await;
    }
    user(&app, "root", |user| {
        user.is_staff = Some(true);
        user.is_superuser = Some(true);
    })
    .await;
    for name in ["North", "South"] {
        Stall::objects().create(app.db(), StallCreate::new(name)).await.unwrap();
    }
    for name in ["red", "green", "blue"] {
        Mark::objects().create(app.db(), MarkCreate::new(name)).await.unwrap();
    }
    app
}

/// Puts wares on the stalls in turn: `Ware 1` with the code `w1`, ….
pub async fn stock(app: &TestApp, wares: usize) {
    let new = (1..=wares).map(|n| {
        let mut ware = WareCreate::new(format!("Ware {n}"), format!("w{n}"), (n % 2) as i64 + 1);
        ware.count = Some(n as i64);
        ware.cost = Some(format!("cost{n}"));
        ware.token = Some(format!("secret{n}"));
        ware
    });
    Ware::objects().bulk_create(app.db(), new).await.unwrap();
}
