//! The file: where it is, how it is opened, what guards it, how its schema comes about,
//! and the finished one that the program carries.
//!
//! Knows no table of the catalogue and no command.

pub mod guard;
pub mod header;
pub mod location;
pub(crate) mod message;
pub mod migrate;
pub mod open;
pub mod shipped;
pub mod tables;

pub use guard::Limits;
pub use location::Location;
pub use open::Db;
