//! The order of lists.

use super::ModelApi;
use super::filter::wrong;
use crate::http::Problem;
use crate::orm::{Expr, OrderExpr, Path, lookup};
use crate::schema::{FieldMeta, ModelMeta};

/// One column to order by.
#[derive(Clone, Debug)]
pub(crate) struct OrderPart {
    /// As a request spells it, without the sign.
    pub(crate) name: String,
    pub(crate) path: Path,
    pub(crate) field: &'static FieldMeta,
    pub(crate) descending: bool,
}

impl OrderPart {
    /// By the column that `name` leads to.
    pub(crate) fn new(meta: &'static ModelMeta, name: &str, descending: bool) -> Option<Self> {
        let (path, field) = lookup::column(meta, name).ok()?;
        Some(Self {
            name: name.to_owned(),
            path,
            field,
            descending,
        })
    }

    pub(crate) fn column(&self) -> Expr {
        Expr::Column(self.path.clone(), self.field)
    }

    /// Whether the column is the model's own, not one of a related row.
    pub(crate) fn is_own(&self) -> bool {
        self.path.fields().is_empty()
    }

    pub(crate) fn expr(&self, reversed: bool) -> OrderExpr {
        OrderExpr::new(self.column(), self.descending != reversed)
    }
}

/// The order asked for, else the model's; the primary key comes last, so that no two rows are equal.
pub(super) fn read(api: &ModelApi, meta: &'static ModelMeta, text: Option<&str>) -> Result<Vec<OrderPart>, Problem> {
    let mut order: Vec<OrderPart> = Vec::new();
    match text {
        Some(text) => {
            for item in text.split(',') {
                let (name, descending) = match item.strip_prefix('-') {
                    Some(name) => (name, true),
                    None => (item, false),
                };
                let known = api.order.contains(&name);
                let Some(part) = OrderPart::new(meta, name, descending).filter(|_| known) else {
                    let names = api.order.join("`, `");
                    return Err(wrong("ordering", format!("takes `{names}`, each with or without `-`")));
                };
                // The first place decides; a second one cannot change the order any more.
                if order.iter().any(|known| known.name == name) {
                    continue;
                }
                order.push(part);
            }
        }
        None => order.extend(
            meta.ordering
                .iter()
                .filter_map(|part| OrderPart::new(meta, part.path, part.descending)),
        ),
    }
    let pk = meta.pk().name;
    // What comes after the key cannot matter.
    if let Some(position) = order.iter().position(|part| part.is_own() && part.field.primary_key) {
        order.truncate(position + 1);
    } else {
        order.extend(OrderPart::new(meta, pk, false));
    }
    Ok(order)
}
