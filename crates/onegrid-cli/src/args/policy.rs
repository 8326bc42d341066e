//! What can be typed after `onegrid policy`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Args)]
pub(crate) struct PolicyArgs {
    #[command(subcommand)]
    pub command: PolicyCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum PolicyCommand {
    /// Print the policy in force: every value with its origin and citation
    #[command(
        after_help = "Examples:\n  onegrid policy show general-300-500\n  onegrid policy show street.toml --lang zh\n  onegrid policy show result/policy.toml --json"
    )]
    Show(ShowArgs),
    /// Check a policy file: keys, words, bounds; with a manifest also the names of layers
    #[command(
        after_help = "Examples:\n  onegrid policy check street.toml\n  onegrid policy check street.toml --project city/onegrid.toml\n\nExit codes:\n  0  the policy can be used; warnings are printed\n  1  it cannot: the error has line, column and the nearest valid word"
    )]
    Check(PolicyCheckArgs),
    /// List the profiles that ship with the program
    #[command(after_help = "Examples:\n  onegrid policy profiles\n  onegrid policy profiles --lang zh --json")]
    Profiles,
}

#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    /// Name of a profile, or a policy file (.toml, .json)
    pub policy: String,
}

#[derive(Debug, Args)]
pub(crate) struct PolicyCheckArgs {
    /// Policy file (.toml, .json), or name of a profile
    pub policy: String,
    /// Manifest whose layers the policy may name
    #[arg(long)]
    pub project: Option<PathBuf>,
}
