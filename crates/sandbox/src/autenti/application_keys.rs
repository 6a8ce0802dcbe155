//! The key pair with which the application `demo` signs its JWT assertions.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use anyhow::{Context, anyhow};
use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{
    KeyPair as _, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA512, UnparsedPublicKey,
};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use uuid::Uuid;

/// The file in the folder that is given.
const FILE: &str = "autenti-demo.pem";
const BEGIN: &str = "-----BEGIN PRIVATE KEY-----";
const END: &str = "-----END PRIVATE KEY-----";

/// The pair that lives only in memory, one for the whole program: making one takes a while.
static IN_MEMORY: LazyLock<anyhow::Result<ApplicationKeys>> = LazyLock::new(ApplicationKeys::make);

/// RS256 or RS512.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Signed {
    WithSha256,
    WithSha512,
}

/// The key pair of the application `demo`.
#[derive(Clone)]
pub struct ApplicationKeys {
    private_pem: String,
    /// `RSAPublicKey`, DER.
    public_der: Vec<u8>,
}

impl std::fmt::Debug for ApplicationKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ApplicationKeys").finish_non_exhaustive()
    }
}

impl ApplicationKeys {
    /// Reads the pair from the folder, or makes one there; without a folder, the pair lives only in memory.
    ///
    /// # Errors
    /// When the file can be neither read nor made, or holds something else.
    pub fn load_or_make(folder: Option<&Path>) -> anyhow::Result<Self> {
        let Some(folder) = folder else {
            return IN_MEMORY.as_ref().cloned().map_err(|error| anyhow!("{error:#}"));
        };
        let path = folder.join(FILE);
        if let Some(keys) = Self::load(&path)? {
            return Ok(keys);
        }
        Self::make()?.store(folder, &path)?;
        // Read back, because another sandbox may have been quicker.
        Self::load(&path)?.with_context(|| format!("{} has vanished", path.display()))
    }

    /// The private key, PKCS #8 PEM.
    pub fn private_pem(&self) -> &str {
        &self.private_pem
    }

    /// Whether the signature over the message was made with the private key, in that way.
    pub(super) fn signed(&self, message: &[u8], signature: &[u8], how: Signed) -> bool {
        let algorithm = match how {
            Signed::WithSha256 => &RSA_PKCS1_2048_8192_SHA256,
            Signed::WithSha512 => &RSA_PKCS1_2048_8192_SHA512,
        };
        UnparsedPublicKey::new(algorithm, &self.public_der).verify(message, signature).is_ok()
    }

    fn make() -> anyhow::Result<Self> {
        let pair = KeyPair::generate(KeySize::Rsa2048).context("cannot make a key pair")?;
        let der = AsDer::<aws_lc_rs::encoding::Pkcs8V1Der<'_>>::as_der(&pair)
            .context("cannot encode a key pair")?;
        Ok(Self { private_pem: pem(der.as_ref()), public_der: pair.public_key().as_ref().to_vec() })
    }

    fn load(path: &Path) -> anyhow::Result<Option<Self>> {
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error).with_context(|| format!("cannot read {}", path.display())),
        };
        let public_der = der(&text)
            .and_then(|der| KeyPair::from_pkcs8(&der).ok())
            .map(|pair| pair.public_key().as_ref().to_vec())
            .with_context(|| {
                format!(
                    "{} is not an RSA private key in PKCS #8 PEM; delete it to get a new one",
                    path.display()
                )
            })?;
        Ok(Some(Self { private_pem: text, public_der }))
    }

    /// Writes the private key beside its place and links it there, so that nobody ever reads half a key and
    /// of two that start at once the first wins.
    fn store(&self, folder: &Path, path: &Path) -> anyhow::Result<()> {
        let cannot = || format!("cannot write {}", path.display());
        fs::create_dir_all(folder).with_context(cannot)?;
        let written = Unfinished(folder.join(format!(".{FILE}.{}", Uuid::new_v4().simple())));
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&written.0).with_context(cannot)?;
        file.write_all(self.private_pem.as_bytes()).and_then(|()| file.sync_all()).with_context(cannot)?;
        match fs::hard_link(&written.0, path) {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
            // Some file systems know no links.
            Err(_) => fs::rename(&written.0, path).with_context(cannot),
        }
    }
}

/// A file that goes away, whatever happens.
struct Unfinished(PathBuf);

impl Drop for Unfinished {
    fn drop(&mut self) {
        let _gone_already = fs::remove_file(&self.0);
    }
}

fn pem(der: &[u8]) -> String {
    let encoded = STANDARD.encode(der);
    let mut pem = format!("{BEGIN}\n");
    for (at, character) in encoded.chars().enumerate() {
        if at > 0 && at % 64 == 0 {
            pem.push('\n');
        }
        pem.push(character);
    }
    pem + "\n" + END + "\n"
}

fn der(pem: &str) -> Option<Vec<u8>> {
    let (_, rest) = pem.split_once(BEGIN)?;
    let (encoded, _) = rest.split_once(END)?;
    STANDARD.decode(encoded.split_ascii_whitespace().collect::<String>()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pair_stays_the_same_from_start_to_start() {
        let folder = tempfile::tempdir().unwrap();
        let made = ApplicationKeys::load_or_make(Some(folder.path())).unwrap();
        let read = ApplicationKeys::load_or_make(Some(folder.path())).unwrap();
        assert_eq!(made.private_pem(), read.private_pem());
        assert_eq!(made.public_der, read.public_der);
        let files: Vec<_> =
            fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().file_name()).collect();
        assert_eq!(files, [FILE], "nothing unfinished is left behind");
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_may_read_the_key() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        ApplicationKeys::load_or_make(Some(folder.path())).unwrap();
        let mode = fs::metadata(folder.path().join(FILE)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_file_that_is_no_key_is_named() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(FILE), "nonsense").unwrap();
        let error = ApplicationKeys::load_or_make(Some(folder.path())).unwrap_err();
        assert!(error.to_string().contains(FILE), "{error}");
    }

    #[test]
    fn two_that_start_at_once_get_the_same_pair() {
        let folder = tempfile::tempdir().unwrap();
        let load = || ApplicationKeys::load_or_make(Some(folder.path())).unwrap().private_pem;
        let (one, other) = std::thread::scope(|scope| {
            let one = scope.spawn(load);
            let other = scope.spawn(load);
            (one.join().unwrap(), other.join().unwrap())
        });
        assert_eq!(one, other);
    }
}
