//! Where the data files that claims name are.

use std::path::{Path, PathBuf};

use crate::config::{Config, Data};

/// The configuration with its data files found in a folder: relative paths go from there.
pub(super) fn located(config: &Config, folder: Option<&Path>) -> Config {
    let mut config = config.clone();
    if let (Some(folder), Data::File(file)) = (folder, &mut config.data.kind) {
        file.path = folder.join(&file.path);
        file.labels = file.labels.as_ref().map(|labels| folder.join(labels));
    }
    config
}

/// Why a configuration's data files cannot be read, if they do not ship and are not there: a file that
/// is there but cannot be understood is an error of the run.
pub(super) fn missing(config: &Config, folder: Option<&Path>) -> Option<String> {
    let Data::File(file) = &config.data.kind else {
        return None;
    };
    let paths: Vec<&PathBuf> = std::iter::once(&file.path).chain(&file.labels).collect();
    let Some(folder) = folder else {
        let relative = paths.iter().find(|path| path.is_relative())?;
        let name = relative.display();
        return Some(format!(
            "data absent: {name} does not ship, --data-dir names its folder"
        ));
    };
    let absent = paths.iter().find(|path| !folder.join(path).is_file())?;
    let name = absent.display();
    Some(format!(
        "data absent: there is no {name} in {}",
        folder.display()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(path: &Path) -> Config {
        let table = format!("data = {{ kind = 'file', path = {path:?}, labels = 'set/y.npy' }}");
        table.parse::<toml::Table>().unwrap().try_into().unwrap()
    }

    #[test]
    fn relative_files_are_those_of_the_folder_and_of_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let (folder, named) = (folder.path(), config(Path::new("set/x.npy")));
        let said = missing(&named, None).unwrap();
        assert!(said.contains("set/x.npy does not ship"), "{said}");
        std::fs::create_dir(folder.join("set")).unwrap();
        std::fs::write(folder.join("set/x.npy"), "").unwrap();
        let said = missing(&named, Some(folder)).unwrap();
        assert!(said.contains("there is no set/y.npy in "), "{said}");
        std::fs::write(folder.join("set/y.npy"), "").unwrap();
        assert_eq!(missing(&named, Some(folder)), None);
        let Data::File(file) = located(&named, Some(folder)).data.kind else {
            panic!("another kind");
        };
        assert_eq!(file.path, folder.join("set/x.npy"));
        assert_eq!(file.labels, Some(folder.join("set/y.npy")));
    }

    #[test]
    fn data_that_ship_are_never_missing() {
        let config = Config::default();
        assert_eq!(missing(&config, None), None);
        assert_eq!(located(&config, Some(Path::new("elsewhere"))), config);
    }
}
