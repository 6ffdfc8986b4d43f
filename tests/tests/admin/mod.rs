//! The admin over HTTP, on both databases.

mod accounts;
mod annotated;
mod declared;
mod fair;
mod headers;
mod history;
mod kept;
mod lists;
mod matrix;
mod mistakes;
mod models;
mod mounts;
mod objects;
mod options;
mod pages;
mod palette;
mod paper;
mod records;
mod schema;
mod serving;
mod session;
mod support;
mod transfer;
mod uploads;
