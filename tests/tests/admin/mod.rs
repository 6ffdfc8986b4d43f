//! The admin over HTTP, on both databases.

mod accounts;
mod actions;
mod annotated;
mod deletions;
mod fair;
mod history;
mod inlines;
mod kept;
mod league;
mod lists;
mod matrix;
mod models;
mod objects;
mod pages;
mod palette;
mod paper;
mod patience;
mod ranges;
mod records;
mod reverts;
mod schema;
mod serving;
mod session;
mod support;
mod transfer;
mod uploads;
