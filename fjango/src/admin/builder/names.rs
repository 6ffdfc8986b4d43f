use crate::orm::{Column, Expr, ForeignColumn, ManyColumn, Model, OrderBy, Valued};
use crate::value::DbValue;

/// Fields as closures of the builder name them: `|p| (p.title(), p.author().name(), p.tags())`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` names no field",
    label = "name fields, such as `|p| (p.title(), p.author().name())`"
)]
pub trait Named {
    /// Their names, ways such as `author__name` among them.
    #[doc(hidden)]
    fn names(self) -> Vec<String>;
}

/// The name of a column; of anything else there is none.
pub(super) fn name_of(expr: &Expr) -> Option<String> {
    let Expr::Column(path, field) = expr else {
        return None;
    };
    let mut steps: Vec<&str> = path.fields().iter().map(|field| field.name).collect();
    steps.push(field.name);
    Some(steps.join("__"))
}

fn of(values: &impl Valued) -> Vec<String> {
    values.exprs().iter().filter_map(name_of).collect()
}

impl<M: Model, T: DbValue> Named for Column<M, T> {
    fn names(self) -> Vec<String> {
        of(&self)
    }
}

impl<M: Model, T: Model, K: DbValue> Named for ForeignColumn<M, T, K> {
    fn names(self) -> Vec<String> {
        of(&self)
    }
}

impl<M, T: Model, Via> Named for ManyColumn<M, T, Via> {
    fn names(self) -> Vec<String> {
        self.way().into_iter().collect()
    }
}

macro_rules! tuples {
    ($(($($name:ident)+))*) => {$(
        impl<$($name: Named),+> Named for ($($name,)+) {
            fn names(self) -> Vec<String> {
                #[expect(non_snake_case, reason = "the letters of the types name their values")]
                let ($($name,)+) = self;
                let mut all = Vec::new();
                $(all.extend($name.names());)+
                all
            }
        }
    )*};
}

tuples! {
    (A) (A B) (A B C) (A B C D) (A B C D E) (A B C D E F) (A B C D E F G) (A B C D E F G H) (A B C D E F G H I)
    (A B C D E F G H I J) (A B C D E F G H I J K) (A B C D E F G H I J K L)
}

/// What to order by, as a list has it: `-created`.
pub(super) fn order_names(order: impl OrderBy) -> Vec<String> {
    let parts = order.into_order().into_iter();
    parts
        .filter_map(|part| {
            let sign = if part.descending { "-" } else { "" };
            name_of(&part.expr).map(|name| format!("{sign}{name}"))
        })
        .collect()
}
