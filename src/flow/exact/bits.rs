//! Sets of kinks as bits, one row of words a neuron.

/// Words that hold m bits.
pub fn words(m: usize) -> usize {
    m.div_ceil(64)
}

/// Where the words of neuron j stand.
pub fn row(m: usize, j: usize) -> std::ops::Range<usize> {
    j * words(m)..(j + 1) * words(m)
}

/// Whether bit k is set.
pub fn has(set: &[u64], k: usize) -> bool {
    set[k / 64] >> (k % 64) & 1 == 1
}

/// Sets or clears bit k.
pub fn put(set: &mut [u64], k: usize, on: bool) {
    let bit = 1 << (k % 64);
    if on {
        set[k / 64] |= bit;
    } else {
        set[k / 64] &= !bit;
    }
}

/// The set bits of a word in rising order.
#[inline(always)]
pub fn ones(mut word: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        (word != 0).then(|| {
            let bit = word.trailing_zeros() as usize;
            word &= word - 1;
            bit
        })
    })
}

/// The set bits in rising order.
pub fn each(set: &[u64]) -> impl Iterator<Item = usize> + '_ {
    let words = set.iter().enumerate();
    words.flat_map(|(at, &word)| ones(word).map(move |bit| 64 * at + bit))
}

/// Number of set bits.
pub fn count(set: &[u64]) -> usize {
    set.iter().map(|word| word.count_ones() as usize).sum()
}

/// Whether no bit is set.
pub fn is_empty(set: &[u64]) -> bool {
    set.iter().all(|word| *word == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_beyond_a_word_are_kept_apart() {
        let mut set = vec![0; words(130)];
        for k in [0, 63, 64, 129] {
            put(&mut set, k, true);
        }
        put(&mut set, 63, false);
        assert_eq!(each(&set).collect::<Vec<_>>(), [0, 64, 129]);
        assert!(has(&set, 129) && !has(&set, 63) && !is_empty(&set));
    }
}
