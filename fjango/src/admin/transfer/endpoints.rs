use actix_web::http::Method;

use super::{export, import};
use crate::admin::contract::Can;
use crate::admin::{Asks, Endpoint};

pub(in crate::admin) const ENDPOINTS: [Endpoint; 4] = [
    Endpoint::new(Method::POST, "/m/{model}/export", Asks::Model(Can::Export), |context| {
        Box::pin(export::export(context))
    }),
    Endpoint::new(Method::POST, "/m/{model}/import", Asks::Model(Can::Import), |context| {
        Box::pin(import::receive(context))
    }),
    Endpoint::new(Method::POST, "/imports/{id}/run", Asks::Actor, |context| {
        Box::pin(import::run(context))
    }),
    Endpoint::new(Method::GET, "/imports/{id}/failed", Asks::Actor, |context| {
        Box::pin(import::failed(context))
    }),
];
