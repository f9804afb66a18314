//! What no seed has shown yet.

/// The share of seeds that could still behave otherwise, though none of so many did: 1 - .01^(1/n),
/// with 99% (the rule of three, 3/n, is the same at 95%).
///
/// A mean over seeds is no statement about such seeds: where 1% of them carry a large opposite effect,
/// most samples of 32 or 64 have none of them, and no guard against skewness can see what was not
/// drawn.
pub fn unseen_share(seeds: usize) -> f64 {
    1.0 - libm::pow(0.01, 1.0 / seeds.max(1) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_clean_seeds_have_a_chance_of_one_percent() {
        for seeds in [1, 32, 500] {
            let clean = (1.0 - unseen_share(seeds)).powi(seeds as i32);
            assert!((clean - 0.01).abs() < 1e-12, "{seeds}");
        }
        // ln(100)/n for many.
        assert!((unseen_share(1000) - 4.605e-3).abs() < 2e-5);
        assert_eq!(unseen_share(0), unseen_share(1));
    }
}
