//! The day on which something was counted.

use std::time::SystemTime;

const SECONDS: u64 = 24 * 60 * 60;

/// Today as `2026-11-30`, in universal time.
pub fn today() -> String {
    let since = SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default();
    let [year, month, day] = date(since.as_secs() / SECONDS);
    format!("{year}-{month:02}-{day:02}")
}

/// Year, month and day, so many days after 1 January 1970: Hinnant's `civil_from_days`, which
/// counts years from March, so that a leap day is the last.
fn date(days: u64) -> [u64; 3] {
    // Days since 1 March of the year 0; a cycle of the calendar has 146,097.
    let days = days + 719_468;
    let (cycle, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    [400 * cycle + year + u64::from(month < 3), month, day]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_days() {
        for (days, known) in [
            (0, [1970, 1, 1]),
            (59, [1970, 3, 1]),
            (789, [1972, 2, 29]),
            (11_016, [2000, 2, 29]),
            (11_017, [2000, 3, 1]),
            (19_723, [2024, 1, 1]),
            (20_787, [2026, 11, 30]),
            (47_540, [2100, 2, 28]),
            (47_541, [2100, 3, 1]),
        ] {
            assert_eq!(date(days), known);
        }
    }

    #[test]
    fn days_follow_each_other() {
        let mut before = date(0);
        for days in 1..60_000 {
            let [year, month, day] = date(days);
            let next = [
                [before[0], before[1], before[2] + 1],
                [before[0], before[1] + 1, 1],
                [before[0] + 1, 1, 1],
            ];
            assert!(next.contains(&[year, month, day]), "{days}");
            before = [year, month, day];
        }
        assert_eq!(today().len(), "2026-11-30".len());
    }
}
