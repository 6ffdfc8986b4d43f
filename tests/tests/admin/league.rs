//! A league: what inlines and deletions are tried on.

use fjango::admin::{Admin, AdminSite};
use fjango::auth::sync_permissions;
use fjango::prelude::*;
use fjango::testing::TestApp;
use fjango_tests::FreshDatabase;

use super::support::open_with;

/// Who plays.
#[model(app = "league", ordering = "id")]
pub struct Team {
    pub id: i64,
    #[field(max_length = 40, unique)]
    pub name: String,
    pub fans: ManyToMany<Fan>,
}

/// Who looks on.
#[model(app = "league", ordering = "id")]
pub struct Fan {
    pub id: i64,
    #[field(max_length = 40)]
    pub name: String,
}

/// A game of two teams: it goes with the team whose guests they were, and keeps the guests from going.
#[model(app = "league", ordering = "id")]
pub struct Game {
    pub id: i64,
    #[field(on_delete = "cascade", related_name = "home_games")]
    pub home: ForeignKey<Team>,
    #[field(on_delete = "protect", related_name = "away_games")]
    pub away: ForeignKey<Team>,
    /// No two games have the same.
    #[field(max_length = 20, unique)]
    pub code: String,
    #[field(max_length = 40, default = "", sensitive)]
    pub bribe: String,
}

/// Who plays for a team, or for none when it is gone.
#[model(app = "league", ordering = "id")]
pub struct Player {
    pub id: i64,
    #[field(on_delete = "set_null", related_name = "players")]
    pub team: Option<ForeignKey<Team>>,
    #[field(max_length = 40)]
    pub name: String,
}

/// What a team owes: with it the team cannot go.
#[model(app = "league", ordering = "id")]
pub struct Debt {
    pub id: i64,
    #[field(on_delete = "restrict", related_name = "debts")]
    pub team: ForeignKey<Team>,
    #[field(max_length = 40)]
    pub name: String,
}

/// A league with games at home and away, players, and nothing of debts.
pub fn site(site: AdminSite) -> AdminSite {
    site.model(
        Admin::model::<Team>()
            .inline::<Game>(|i| {
                i.foreign_key(|g| g.home())
                    .fields(|g| (g.away(), g.code()))
                    .min(1)
                    .extra(2)
                    .page(2)
            })
            .inline::<Game>(|i| i.foreign_key(|g| g.away()).fields(|g| (g.home(), g.code())).max(3))
            .inline::<Player>(|i| i.without_delete()),
    )
    .model(Admin::model::<Game>())
}

/// The league with three teams, `1` to `3`.
pub async fn league(database: &FreshDatabase) -> TestApp {
    league_with(database, site).await
}

/// The same with an admin of its own.
pub async fn league_with(database: &FreshDatabase, site: impl FnOnce(AdminSite) -> AdminSite) -> TestApp {
    let app = open_with(database, App::new().admin(site)).await;
    sync_permissions(app.db()).await.unwrap();
    let teams = ["Ants", "Bees", "Cats"].map(TeamCreate::new);
    Team::objects().bulk_create(app.db(), teams).await.unwrap();
    app
}

/// Puts a game of these teams down.
pub async fn game(app: &TestApp, home: i64, away: i64, code: &str) -> Game {
    let game = GameCreate {
        bribe: Some("a cake".to_owned()),
        ..GameCreate::new(home, away, code)
    };
    Game::objects().create(app.db(), game).await.unwrap()
}
