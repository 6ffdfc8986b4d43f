//! Settings from files and variables, mistakes included.

mod app;
mod deploy;
mod description;
mod dotenv_file;
mod hostile;
mod mistakes_in_files;
mod order;
mod secrets;
mod support;
mod values;
