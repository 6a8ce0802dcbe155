//! `[limits]`: how much anybody may ask of the proxy. Nobody who works with forms meets them.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::str::FromStr;
use std::time::Duration;

use ipnet::IpNet;

use super::reader::Section;

/// How much anybody may ask of the proxy.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Requests with one ticket.
    pub requests_per_ticket: Rate,
    /// Requests with one integration key.
    pub requests_per_key: Rate,
    /// Reads of one document that people force, whoever they are; over it they get the last state known.
    pub forced_reads: Rate,
    /// The shortest pause between two reminders to one recipient.
    pub reminder_pause: Duration,
    /// Requests with wrong credentials from one address.
    pub failed_credentials: Rate,
    /// Proxies in front, whose `X-Forwarded-For` tells the address.
    pub trusted_proxies: Vec<IpNet>,
    /// Streams of events open at once with one ticket.
    pub streams_per_ticket: usize,
    /// How long the headers of a request may take, and a connection may be idle.
    pub header_timeout: Duration,
    /// How long the body of a request may take, and a reader of an answer may stand still.
    pub body_timeout: Duration,
    /// Connections at once.
    pub connections: usize,
    /// How long requests may go on once the program was told to end.
    pub shutdown: Duration,
}

/// So many in so much time, written as `300/m`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// How many.
    pub count: NonZeroU32,
    /// In how much time.
    pub per: Duration,
}

impl Rate {
    const fn per_minute(count: NonZeroU32) -> Self {
        Self { count, per: Duration::from_mins(1) }
    }
}

impl FromStr for Rate {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (count, unit) = text.split_once('/').ok_or(())?;
        let per = match unit.trim() {
            "s" => Duration::from_secs(1),
            "m" => Duration::from_mins(1),
            "h" => Duration::from_hours(1),
            _ => return Err(()),
        };
        Ok(Self { count: count.trim().parse().map_err(|_| ())?, per })
    }
}

impl Limits {
    pub(super) fn read(section: Section<'_>) -> Self {
        let rate = |key, default: u32| {
            let default = Rate::per_minute(NonZeroU32::new(default).unwrap_or(NonZeroU32::MIN));
            section.parsed(key, default, "a rate such as 300/m (/s, /m or /h)")
        };
        let span = |key, default| {
            let span = section.duration(key, default);
            if span.is_zero() {
                section.mistake(key, "must be longer than nothing");
            }
            span
        };
        let count = |key, default| {
            let count = section.parsed(key, default, "a number");
            if count == 0 {
                section.mistake(key, "must be at least 1");
            }
            count
        };
        let limits = Self {
            requests_per_ticket: rate("requests_per_ticket", 300),
            requests_per_key: rate("requests_per_key", 6000),
            forced_reads: rate("forced_reads", 12),
            reminder_pause: span("reminder_pause", Duration::from_mins(10)),
            failed_credentials: rate("failed_credentials", 60),
            trusted_proxies: networks(
                &section,
                "trusted_proxies",
                &section.list("trusted_proxies").unwrap_or_default(),
            ),
            streams_per_ticket: count("streams_per_ticket", 4),
            header_timeout: span("header_timeout", Duration::from_secs(10)),
            body_timeout: span("body_timeout", Duration::from_secs(30)),
            connections: count("connections", 4096),
            shutdown: span("shutdown", Duration::from_secs(20)),
        };
        section.finish();
        limits
    }
}

/// Networks such as `10.0.0.0/8`; an address alone is a network of one.
pub(super) fn networks(section: &Section<'_>, key: &str, texts: &[String]) -> Vec<IpNet> {
    let network = |text: &String| {
        let text = text.trim();
        let network = text.parse().ok().or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from));
        if network.is_none() {
            section.mistake(key, format!("`{text}` is not a network such as 10.0.0.0/8 or 192.0.2.7"));
        }
        network
    };
    texts.iter().filter_map(network).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_so_many_in_a_second_a_minute_or_an_hour() {
        let rate = |text: &str| text.parse::<Rate>().map(|rate| (rate.count.get(), rate.per.as_secs()));
        assert_eq!(rate("300/m"), Ok((300, 60)));
        assert_eq!(rate("5 / s"), Ok((5, 1)));
        assert_eq!(rate("1/h"), Ok((1, 3600)));
        for wrong in ["300", "0/m", "-1/m", "3/d", "/m", ""] {
            assert_eq!(rate(wrong), Err(()), "{wrong}");
        }
    }
}
