//! The product as its users meet it: the binary is run, what it printed is compared, real clients
//! open its file.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]
#![allow(clippy::allow_attributes, reason = "not every test fails in each of these ways")]

/// An own home and database for each test, and the binary run in it.
mod sandbox;

/// Rules of `seed/*.csv`: form, order, citations, the survey word for word.
mod seed;

/// Laws of the schema, so that they hold for tables not yet written.
mod schema;

/// Rules of `seed/queries/*.sql`, over every file there is.
mod saved_queries;

/// The catalogue that the program carries: the same each time, sound, and what a new file is.
mod shipped;

/// Programs of others open the file.
mod clients;

/// Kills, full disks, foreign files, two at once.
mod crash;

/// What commands read of a catalogue that is many times larger.
mod growth;

/// Faulty seed folders (`tests/faults`), each with the message that it gives.
mod faults;

/// Who may import whom, and where names of crates are at home.
mod house;

/// Every command in the documents is run, every command and flag is in them.
mod documents;

/// One file a command: what it answers and how it refuses.
mod commands;

/// Questions in plain words, each with the rows that it must give.
mod phrases;

/// Questions in plain words that nobody would ask, in great numbers.
mod fuzz;

/// What holds for every question in plain words.
mod words;
