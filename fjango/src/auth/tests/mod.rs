mod endpoints;
mod guard;
mod login;
mod password;
mod support;
mod token;
