//! Every model linked into the binary.

use std::sync::LazyLock;

use super::ModelMeta;

/// What `#[model]` submits.
pub struct Registration {
    /// The model's description.
    pub meta: fn() -> &'static ModelMeta,
}

inventory::collect!(Registration);

static MODELS: LazyLock<Vec<&'static ModelMeta>> = LazyLock::new(|| {
    let mut models: Vec<_> = inventory::iter::<Registration>
        .into_iter()
        .map(|entry| (entry.meta)())
        .collect();
    models.sort_by_key(|model| (model.app, model.name));
    models
});

/// All models, ordered by app and name, so that everything made from them is deterministic.
pub fn models() -> &'static [&'static ModelMeta] {
    &MODELS
}

/// The model called `name` in `app`; the name's case does not matter.
pub fn model(app: &str, name: &str) -> Option<&'static ModelMeta> {
    MODELS
        .iter()
        .copied()
        .find(|model| model.app == app && model.name.eq_ignore_ascii_case(name))
}

/// The foreign keys of all models that point at `target`, with the model each belongs to.
pub fn pointing_at(target: &ModelMeta) -> impl Iterator<Item = (&'static ModelMeta, &'static super::FieldMeta)> {
    MODELS.iter().copied().flat_map(move |model| {
        let fields: &'static [super::FieldMeta] = model.fields;
        fields
            .iter()
            .filter(move |field| field.target().is_some_and(|meta| meta.is(target)))
            .map(move |field| (model, field))
    })
}
