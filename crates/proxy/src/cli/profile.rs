//! `autenti-proxy profile`: writes a profile for the process of a saved instance, and prints what the designer pastes.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use autenti_model::Lang;
use webcon::{DatabaseId, ElementId};

use super::print;
use crate::app::webcon_config;
use crate::config::Config;
use crate::proposal::Proposal;

#[derive(Debug, clap::Args)]
pub(super) struct ProfileArguments {
    /// The configuration. It needs no profile yet.
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// WEBCON's element id of a saved instance, best one that has recipients and a file to sign.
    #[arg(long)]
    element: i32,
    /// Number of the content database; that of the other profiles, or else 1.
    #[arg(long)]
    database: Option<i32>,
    /// What the profile is called; that of the process, or of the file, when it is left out.
    #[arg(long)]
    name: Option<String>,
    /// Where it is written, best `profiles/NAME.toml` beside the configuration; standard output when it is left out.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Reads the form, and writes.
pub(super) async fn profile(arguments: ProfileArguments) -> Result<()> {
    let (config, database) = Config::load_without_profiles(&arguments.config)?;
    let database = DatabaseId(arguments.database.or(database).unwrap_or(1));
    let webcon = webcon::Client::new(webcon_config(&config.webcon))?;
    let element = ElementId(arguments.element);
    let proposal = Proposal::read(&webcon, database, element).await.map_err(|failure| {
        anyhow::anyhow!(
            "the instance {element} of the database {database} cannot be read: {}. `autenti-proxy check` says whether \
             the credentials and rights are in order",
            failure.detail(Lang::En)
        )
    })?;
    let of_file = arguments.out.as_deref().and_then(Path::file_stem).and_then(|stem| stem.to_str());
    let name = arguments.name.as_deref().or(of_file).map_or_else(|| proposal.default_name(), str::to_owned);
    let paste = proposal.paste(&name, &config.public_url);
    match arguments.out {
        None => {
            // One file of TOML, whatever follows.
            let comment = |line: &str| if line.is_empty() { "#".to_owned() } else { format!("# {line}") };
            let paste: Vec<String> = paste.lines().map(comment).collect();
            print(&format!("{}\n{}", proposal.profile(), paste.join("\n")))
        }
        Some(file) => {
            write_new(&file, &proposal.profile())?;
            print(&format!(
                "wrote {}; next: autenti-proxy check --config {}\n",
                file.display(),
                arguments.config.display()
            ))?;
            print(paste.trim_end())
        }
    }
}

/// Writes a file that is not there yet: a profile that somebody has mended by hand is never written over.
fn write_new(file: &Path, text: &str) -> Result<()> {
    if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    }
    match std::fs::File::create_new(file) {
        Ok(mut new) => {
            new.write_all(text.as_bytes()).with_context(|| format!("{} cannot be written", file.display()))
        }
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            bail!(
                "{} is there already, and is left as it is; name another file, or remove it",
                file.display()
            )
        }
        Err(error) => Err(error).with_context(|| format!("{} cannot be written", file.display())),
    }
}
