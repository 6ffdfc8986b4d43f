//! Right input: what these modules write must compile, and does what it says.
#![allow(
    dead_code,
    missing_docs,
    unreachable_pub,
    reason = "only what is declared matters here"
)]

mod attribute_orders;
mod derives_beside;
mod every_field;
mod inputs_and_outputs;
mod own_serialize;
mod parts;
mod private_fields;
mod raw_identifiers;
mod ring;
