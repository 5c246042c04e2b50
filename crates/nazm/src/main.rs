//! Nazm: the system of record of an organisation made of committees.

mod cli;
mod commands;
mod demo;
mod env;
mod tls;

use clap::Parser;
use platform::Error;
use std::process::ExitCode;

/// An import of a province makes and drops millions of short texts; with the system's allocator a
/// quarter of its time went there.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // the reader of strangers' files is this program again, before it is anything else
    let mut words = std::env::args_os().skip(1);
    if words.next().is_some_and(|w| w == extract::apart::WORD) && words.next().is_none() {
        return match extract::apart::serve(extract::Limits::default()) {
            Ok(()) => ExitCode::SUCCESS,
            Err(_) => ExitCode::FAILURE,
        };
    }
    let args = cli::Args::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(e) => {
            eprintln!("nazm: {e}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(commands::run(args)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("{e}");
            ExitCode::from(exit_code(&e))
        }
    }
}

/// 2 for input that was refused, 1 for what went wrong on this side.
fn exit_code(e: &Error) -> u8 {
    match e {
        Error::Refused(_) | Error::NotFound(_) | Error::TooLarge(_) | Error::Conflict(_) => 2,
        Error::Unavailable(_) | Error::Damaged(_) | Error::Internal(_) => 1,
    }
}
