//! Under which master seeds a case was judged already, from the blocks of a store.

use std::collections::BTreeMap;
use std::ops::Range;

use super::block::Block;
use crate::runs::{Store, StoreError};
use crate::statistics::{Evidence, Verdict};

/// Under which master seeds claims are counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Counting {
    /// All of these: those that the ledger has not are run.
    Seeds(Range<u64>),
    /// All that the ledger has; nothing is run.
    Recorded,
}

impl Counting {
    /// The master seeds that count.
    pub fn seeds(&self) -> Range<u64> {
        match self {
            Counting::Seeds(seeds) => seeds.clone(),
            Counting::Recorded => 0..u64::MAX,
        }
    }
}

/// A case's blocks together; a master seed that two of them have counts once.
#[derive(Clone, Debug, Default)]
pub struct Judged {
    /// Disjoint and ascending.
    covered: Vec<Range<u64>>,
    /// The verdicts that were not the expected one.
    pub unexpected: BTreeMap<u64, Verdict>,
    pub evidence: BTreeMap<u64, Evidence>,
    seconds: f64,
    /// When the latest block was counted.
    pub day: Option<String>,
}

impl Judged {
    pub fn add(&mut self, block: &Block) {
        let of_block = block.first..block.first + block.seeds;
        let new = self.missing(&of_block);
        let is_new = |seed: &u64| new.iter().any(|range| range.contains(seed));
        let unexpected = block.unexpected.iter().filter(|(seed, _)| is_new(seed));
        self.unexpected.extend(unexpected);
        let evidence = of_block.clone().zip(block.evidence.iter().copied());
        self.evidence
            .extend(evidence.filter(|(seed, _)| is_new(seed)));
        self.seconds += block.seconds * count(&new) as f64 / block.seeds.max(1) as f64;
        self.day = self.day.take().max(Some(block.day.clone()));
        self.covered.extend(new);
        self.covered.sort_by_key(|range| range.start);
    }

    /// The seeds of a range that it was not judged at.
    pub fn missing(&self, range: &Range<u64>) -> Vec<Range<u64>> {
        let mut missing = Vec::new();
        let mut next = range.start;
        for known in self.inside(range) {
            missing.push(next..known.start);
            next = known.end;
        }
        missing.push(next..range.end);
        missing.retain(|range| !range.is_empty());
        missing
    }

    /// Those it was judged at.
    pub fn inside(&self, range: &Range<u64>) -> Vec<Range<u64>> {
        let parts = self.covered.iter();
        let parts = parts.map(|known| known.start.max(range.start)..known.end.min(range.end));
        parts.filter(|part| !part.is_empty()).collect()
    }

    /// Seconds of computing a master seed takes, where it is known.
    pub fn seconds_per_seed(&self) -> Option<f64> {
        let seeds = count(&self.covered);
        (seeds > 0).then(|| self.seconds / seeds as f64)
    }
}

/// Seeds in disjoint ranges.
pub fn count(ranges: &[Range<u64>]) -> u64 {
    ranges.iter().map(|range| range.end - range.start).sum()
}

/// The blocks of all cases by their key.
#[derive(Debug, Default)]
pub struct Ledger(BTreeMap<String, Judged>);

impl Ledger {
    pub fn of(store: &Store) -> Result<Ledger, StoreError> {
        let mut ledger = Ledger::default();
        // Lines of another form are those of earlier versions.
        for blocks in store.answers::<Vec<Block>>() {
            ledger.add(&blocks);
        }
        Ok(ledger)
    }

    pub fn add(&mut self, blocks: &[Block]) {
        for block in blocks {
            self.0.entry(block.key.clone()).or_default().add(block);
        }
    }

    pub fn judged(&self, key: &str) -> Judged {
        self.0.get(key).cloned().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(seeds: Range<u64>, unexpected: &[u64]) -> Block {
        let wrong = |&seed: &u64| (seed, Verdict::Inconclusive);
        Block {
            key: "k".to_owned(),
            name: String::new(),
            first: seeds.start,
            seeds: seeds.end - seeds.start,
            unexpected: unexpected.iter().map(wrong).collect(),
            evidence: Vec::new(),
            seconds: 0.5 * (seeds.end - seeds.start) as f64,
            day: format!("2026-11-{:02}", seeds.start % 30),
        }
    }

    #[test]
    fn what_is_missing_lies_between_the_blocks() {
        let mut judged = Judged::default();
        let ends = |ranges: Vec<Range<u64>>| {
            let ends = ranges.into_iter().map(|range| (range.start, range.end));
            ends.collect::<Vec<_>>()
        };
        assert_eq!(ends(judged.missing(&(1..9))), [(1, 9)]);
        assert!(judged.seconds_per_seed().is_none());
        judged.add(&block(5..8, &[6]));
        judged.add(&block(1..3, &[]));
        assert_eq!(ends(judged.missing(&(0..10))), [(0, 1), (3, 5), (8, 10)]);
        assert_eq!(ends(judged.missing(&(2..6))), [(3, 5)]);
        assert!(judged.missing(&(5..8)).is_empty());
        assert_eq!(ends(judged.inside(&(2..7))), [(2, 3), (5, 7)]);
        assert_eq!(judged.day.as_deref(), Some("2026-11-05"));
        assert_eq!(judged.seconds_per_seed(), Some(0.5));
    }

    #[test]
    fn a_seed_that_two_blocks_have_counts_once() {
        let mut judged = Judged::default();
        judged.add(&block(1..5, &[2, 4]));
        // Under the same key a verdict is the same; were it not, the first would stand.
        judged.add(&block(3..7, &[3, 4, 6]));
        assert_eq!(count(&judged.inside(&(0..100))), 6);
        let seeds: Vec<u64> = judged.unexpected.keys().copied().collect();
        assert_eq!(seeds, [2, 4, 6]);
        assert_eq!(judged.seconds_per_seed(), Some(0.5));
    }
}
