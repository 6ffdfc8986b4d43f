//! Models that lead to each other in a ring of any length, in every way that a field can.

use fjango::prelude::*;

macro_rules! ring {
    ($($model:ident => $next:ident,)+) => {$(
        #[model(app = "ring")]
        pub struct $model {
            pub id: i64,
            #[field(on_delete = "cascade")]
            pub next: ForeignKey<$next>,
            #[field(on_delete = "set_null")]
            pub twin: Option<OneToOne<$next>>,
            pub all: ManyToMany<$next>,
        }
    )+};
}

ring! {
    Link01 => Link02,
    Link02 => Link03,
    Link03 => Link04,
    Link04 => Link05,
    Link05 => Link06,
    Link06 => Link07,
    Link07 => Link08,
    Link08 => Link09,
    Link09 => Link10,
    Link10 => Link11,
    Link11 => Link12,
    Link12 => Link13,
    Link13 => Link14,
    Link14 => Link15,
    Link15 => Link16,
    Link16 => Link17,
    Link17 => Link18,
    Link18 => Link19,
    Link19 => Link20,
    Link20 => Link21,
    Link21 => Link22,
    Link22 => Link23,
    Link23 => Link24,
    Link24 => Link25,
    Link25 => Link26,
    Link26 => Link27,
    Link27 => Link28,
    Link28 => Link29,
    Link29 => Link30,
    Link30 => Link31,
    Link31 => Link32,
    Link32 => Link33,
    Link33 => Link34,
    Link34 => Link35,
    Link35 => Link36,
    Link36 => Link37,
    Link37 => Link38,
    Link38 => Link39,
    Link39 => Link40,
    Link40 => Link01,
}

async fn follow(db: Db) -> fjango::orm::Result<usize> {
    let links = Link01::objects()
        .select_related(|link| link.next().next())
        .prefetch_related(|link| link.all());
    let links = links.filter(|link| link.next().next().next().id().gt(1));
    links.all(&db).await.map(|links| links.len())
}

/// What an application does with them: requests and tasks hold rows, and wait for queries on them.
fn crosses_threads<T: Send + Sync + 'static>(_: T) {}
fn is_spawned<T: Send + 'static>(_: T) {}

#[test]
fn a_ring_of_forty_models_compiles() {
    crosses_threads(None::<Link01>);
    crosses_threads(Link01::objects());
    let _ = |db: Db| is_spawned(follow(db));
    assert!(std::panic::catch_unwind(|| None::<Link01>).is_ok());
}
