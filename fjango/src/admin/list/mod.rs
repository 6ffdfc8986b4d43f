//! Lists: at most four statements for a page, whatever its columns, and no count of many rows.

mod cells;
mod count;
mod facets;
mod filter;
mod many;
mod page;
mod plan;
mod request;

use actix_web::http::Method;

use super::contract::Can;
use super::{Asks, Endpoint};

pub(crate) use count::{at_most, total};
pub(crate) use filter::{allowed_filters, allowed_search, conditions, conditions_in_code, ops, search, trusted};
pub(crate) use many::{among, fill};
pub(crate) use page::row;
pub(crate) use plan::{Found, Plan, numbered, path_part};
pub(crate) use request::{ListRequest, view_conditions, zone};

pub(super) const ENDPOINTS: [Endpoint; 4] = [
    Endpoint::new(Method::GET, "/m/{model}", Asks::Model(Can::View), |context| {
        Box::pin(page::page(context))
    }),
    Endpoint::new(Method::GET, "/m/{model}/count", Asks::Model(Can::View), |context| {
        Box::pin(count::count(context))
    }),
    Endpoint::new(Method::GET, "/m/{model}/facets", Asks::Model(Can::View), |context| {
        Box::pin(facets::facets(context))
    }),
    Endpoint::new(Method::PATCH, "/m/{model}/cells", Asks::Model(Can::Change), |context| {
        Box::pin(cells::cells(context))
    }),
];
