//! A part of many runs, for one of several machines.

use std::ops::Range;

/// The largest number of parts.
const MOST_PARTS: u64 = 1_000_000;

/// Part `part` of `of`, counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    part: u64,
    of: u64,
}

impl Shard {
    /// Reads `i/N`.
    ///
    /// # Errors
    /// What it must be: i a whole number from 0 to N - 1, N one from 1 to a million.
    ///
    /// ```
    /// use sweetspot::runs::Shard;
    /// let shard = Shard::parse("1/4")?;
    /// assert!(shard.has_replicate(5) && !shard.has_replicate(4));
    /// assert!(Shard::parse("4/4").is_err());
    /// # Ok::<(), String>(())
    /// ```
    pub fn parse(text: &str) -> Result<Shard, String> {
        let parts = text.split_once('/');
        let numbers = parts.and_then(|(part, of)| Some((part.parse().ok()?, of.parse().ok()?)));
        match numbers {
            Some((part, of @ 1..=MOST_PARTS)) if part < of => Ok(Shard { part, of }),
            _ => Err(format!(
                "a part is i/N, two whole numbers, i from 0 to N - 1, N from 1 to {MOST_PARTS}"
            )),
        }
    }

    /// Whether the runs of a replicate belong to it: whole replicates do, so that what is compared in
    /// pairs stays together and every draw of data is made once.
    pub fn has_replicate(self, replicate: u64) -> bool {
        replicate % self.of == self.part
    }

    /// Its neighbouring ones of so many seeds; those of all parts are the whole.
    pub fn of_seeds(self, seeds: u64) -> Range<u64> {
        let end = |part: u64| seeds * part / self.of;
        end(self.part)..end(self.part + 1)
    }
}

impl std::fmt::Display for Shard {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}/{}", self.part, self.of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_disjoint_and_make_the_whole() {
        for (seeds, of) in [(300, 7), (1_000_000, 999_999), (3, 8), (1, 1)] {
            let parts = (0..of).map(|part| Shard { part, of }.of_seeds(seeds));
            let mut next = 0;
            for part in parts {
                assert_eq!(part.start, next);
                assert!(part.end - part.start <= seeds.div_ceil(of));
                next = part.end;
            }
            assert_eq!(next, seeds);
        }
        let shards = (0..3).map(|part| Shard { part, of: 3 });
        for replicate in 0..10 {
            let owners = shards
                .clone()
                .filter(|shard| shard.has_replicate(replicate));
            assert_eq!(owners.count(), 1);
        }
        assert_eq!(Shard::parse("2/3"), Ok(Shard { part: 2, of: 3 }));
        for text in ["3/3", "1", "0/0", "-1/2", "1/2/3", "a/b", "0/1000001"] {
            assert!(Shard::parse(text).is_err(), "{text}");
        }
    }
}
