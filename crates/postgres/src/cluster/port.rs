//! A free port of 127.0.0.1: the remembered one, else one that the folder's name suggests, so that a checkout keeps
//! its port, and several checkouts have different ones.

use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;

use super::layout::short_hash;

/// Below the ports that systems hand out to outgoing connections (from 32768), above those with well-known uses.
const FIRST: u16 = 20_000;
const COUNT: u16 = 10_000;

/// The port to listen on; `remembered` when it is free. `taken` has turned out not to be free after all.
pub(super) fn choose(folder: &Path, remembered: Option<u16>, taken: &[u16]) -> Option<u16> {
    let start = u16::from_str_radix(&short_hash(folder)[..4], 16).unwrap_or_default() % COUNT;
    let suggested = (0..COUNT).map(|step| FIRST + (start + step) % COUNT);
    remembered.into_iter().chain(suggested).find(|port| !taken.contains(port) && is_free(*port))
}

fn is_free(port: u16) -> bool {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_a_free_port_and_leaves_a_taken_one() {
        let folder = Path::new("/srv/checkout");
        let first = choose(folder, None, &[]).unwrap();
        assert_eq!(choose(folder, Some(first), &[]), Some(first));
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let taken = listener.local_addr().unwrap().port();
        assert_ne!(choose(folder, Some(taken), &[]), Some(taken));
        assert_ne!(choose(folder, Some(first), &[first]), Some(first));
    }
}
