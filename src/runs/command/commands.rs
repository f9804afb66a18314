//! How commands are run, beside what they are.

use std::sync::Mutex;
use std::time::Duration;

/// How commands are run: nothing of it decides about their numbers.
#[derive(Debug, Default)]
pub struct Commands {
    /// How long one may take.
    pub time_limit: Option<Duration>,
    /// How often one that failed is tried again.
    pub retries: u32,
    /// The devices that nobody uses, in the order in which they are given out.
    free: Mutex<Vec<String>>,
}

impl Commands {
    /// Ends each after this time, and tries one that failed again so often.
    pub fn new(time_limit: Option<Duration>, retries: u32) -> Self {
        Commands {
            time_limit,
            retries,
            ..Commands::default()
        }
    }

    /// Gives a device to each of so many commands at a time, as evenly as it goes.
    pub fn on_devices(self, devices: &[String], jobs: usize) -> Self {
        let each = devices.iter().cycle().take(jobs);
        let free = each.cloned().collect();
        Commands {
            free: Mutex::new(free),
            ..self
        }
    }

    /// A device; `None` where none were named.
    pub(super) fn take(&self) -> Option<String> {
        let mut free = self.free.lock().unwrap_or_else(|error| error.into_inner());
        (!free.is_empty()).then(|| free.remove(0))
    }

    pub(super) fn give_back(&self, device: Option<String>) {
        let mut free = self.free.lock().unwrap_or_else(|error| error.into_inner());
        free.extend(device);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices_are_given_out_in_turn_and_come_back() {
        let devices = ["0", "1"].map(str::to_owned);
        let commands = Commands::default().on_devices(&devices, 3);
        let taken: Vec<Option<String>> = (0..4).map(|_| commands.take()).collect();
        let names: Vec<Option<&str>> = taken.iter().map(Option::as_deref).collect();
        assert_eq!(names, [Some("0"), Some("1"), Some("0"), None]);
        commands.give_back(taken[1].clone());
        assert_eq!(commands.take().as_deref(), Some("1"));
        assert_eq!(Commands::default().take(), None);
    }
}
