//! Content security policies that an administrator may add to the portal's pages.
//!
//! facts: WEBCON form, CSP: there is none unless somebody adds one as a custom response header. WEBCON's own
//! sample keeps `'unsafe-inline'` and `'unsafe-eval'`, because its form rules are run by eval; the stricter ones
//! here switch those rules off, as they would there.

/// A policy that a browser can ask for with `?csp=`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum ContentPolicy {
    /// None at all.
    #[default]
    Absent,
    /// Like WEBCON's sample.
    Sample,
    /// No inline scripts and styles and no eval; wasm may be compiled.
    Strict,
    /// Strict, and no wasm either.
    NoWasm,
}

impl ContentPolicy {
    const ALL: [Self; 4] = [Self::Absent, Self::Sample, Self::Strict, Self::NoWasm];

    /// As it stands in addresses.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Absent => "none",
            Self::Sample => "sample",
            Self::Strict => "strict",
            Self::NoWasm => "no-wasm",
        }
    }

    pub(super) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|policy| policy.name() == name)
    }

    /// The header for pages whose component comes from the proxy.
    ///
    /// The portal's own pages have no inline scripts, so the policies need no nonce. Scripts of an HTML field
    /// run only if they come from a file.
    pub(super) fn header(self, proxy: &str) -> Option<String> {
        let (scripts, styles) = match self {
            Self::Absent => return None,
            Self::Sample => (" 'unsafe-inline' 'unsafe-eval'", " 'unsafe-inline'"),
            Self::Strict => (" 'wasm-unsafe-eval'", ""),
            Self::NoWasm => ("", ""),
        };
        Some(format!(
            "default-src 'self'; object-src 'none'; base-uri 'self'; script-src 'self' {proxy}{scripts}; \
             style-src 'self'{styles}; img-src 'self' data:; connect-src 'self' {proxy}; frame-src 'self'; \
             frame-ancestors 'self'"
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_sample_allows_inline_scripts_and_only_two_allow_wasm() {
        let header = |policy: ContentPolicy| policy.header("https://proxy.example.com").unwrap_or_default();
        for (policy, inline, wasm) in [
            (ContentPolicy::Sample, true, false),
            (ContentPolicy::Strict, false, true),
            (ContentPolicy::NoWasm, false, false),
        ] {
            assert_eq!(header(policy).contains("'unsafe-inline'"), inline, "{policy:?}");
            assert_eq!(header(policy).contains("'wasm-unsafe-eval'"), wasm, "{policy:?}");
            assert_eq!(ContentPolicy::from_name(policy.name()), Some(policy));
        }
        assert_eq!(ContentPolicy::Absent.header("https://proxy.example.com"), None);
    }
}
