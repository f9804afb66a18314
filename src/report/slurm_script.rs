//! A sweep as a job array of Slurm.

use std::path::Path;

use super::shell::quote;

/// What a job array is written for.
#[derive(Clone, Copy, Debug)]
pub struct SlurmJob<'a> {
    /// Tasks of the array.
    pub parts: u64,
    /// Processors of a task.
    pub processors: usize,
    /// Flags for how a task makes its runs.
    pub how: &'a str,
    /// The program that the tasks run, its place absolute as that of the folders.
    pub program: &'a Path,
    /// Where relative paths of the configuration start.
    pub working_folder: &'a Path,
    /// The sweep's folder, which holds its configuration.
    pub folder: &'a Path,
    /// The command that wrote the script.
    pub command: &'a str,
}

/// The script: `sh` hands in the parts and the job that writes the outputs, `sbatch` the parts alone.
pub fn slurm_script(job: &SlurmJob<'_>) -> String {
    let path = |path: &Path| quote(&path.to_string_lossy());
    // A comment ends with its line.
    let comment = |text: &str| text.replace(['\n', '\r'], " ");
    let values = [
        ("PARTS", job.parts.to_string()),
        ("LAST", job.parts.saturating_sub(1).to_string()),
        ("PROCESSORS", job.processors.to_string()),
        ("HOW", job.how.to_owned()),
        ("PROGRAM", path(job.program)),
        ("HERE", path(job.working_folder)),
        ("FOLDER", path(job.folder)),
        ("FOLDER IN WORDS", comment(&job.folder.to_string_lossy())),
        ("COMMAND", comment(job.command)),
    ];
    // Piece by piece: a path that looks like a name is not replaced again.
    let pieces = include_str!("slurm_script.sh").split('~');
    let value = |name| values.iter().find(|(known, _)| *known == name);
    pieces
        .map(|piece| value(piece).map_or(piece, |(_, value)| value))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_and_commands_stay_what_they_are_in_a_shell() {
        let job = SlurmJob {
            parts: 3,
            processors: 2,
            how: "--threads 2",
            program: Path::new("/opt/sweetspot"),
            working_folder: Path::new("/home/o'hara"),
            folder: Path::new("/data/my ~PARTS~"),
            command: "sweetspot sweep --set 'a=\nrm -rf b' --sbatch",
        };
        let script = slurm_script(&job);
        let has = |line: &str| script.lines().any(|found| found == line);
        assert!(has("#SBATCH --array=0-2") && has("#SBATCH --cpus-per-task=2"));
        assert!(has("here='/home/o'\\''hara'") && has("folder='/data/my ~PARTS~'"));
        assert!(has("#   sweetspot sweep --set 'a= rm -rf b' --sbatch"));
        assert!(has(
            "    share=\"--shard $SLURM_ARRAY_TASK_ID/3 --help-others\""
        ));
        assert_eq!(script.matches('~').count(), 4);
    }
}
