//! `sweetspot quantities` through the binary.

#[cfg(test)]
#[path = "../command/mod.rs"]
mod command;

#[cfg(test)]
mod listing {
    use std::path::Path;

    use super::command::{json, sweetspot};

    fn answer(line: &str) -> String {
        let answer = sweetspot(Path::new("."), line);
        assert_eq!(answer.code, Some(0), "{}", answer.stderr);
        answer.stdout
    }

    #[test]
    fn the_whole_table() {
        insta::assert_snapshot!(answer("quantities"));
    }

    #[test]
    fn help() {
        insta::assert_snapshot!(answer("quantities --help"));
    }

    #[test]
    fn a_part_of_a_name_filters() {
        let filtered = answer("quantities ZETA");
        let names = filtered.lines().filter(|line| !line.starts_with(' '));
        let names: Vec<&str> = names.map(|line| line.split(' ').next().unwrap()).collect();
        let expected = [
            "zeta",
            "zeta_class",
            "zeta_minus",
            "zeta_sharp",
            "zeta_sharp_class",
            "zeta_sharp_minus",
        ];
        assert_eq!(names, expected);
        let none = sweetspot(Path::new("."), "quantities zetta");
        assert_eq!((none.code, none.stdout.as_str()), (Some(2), ""));
        assert!(none.stderr.contains("no quantity has `zetta` in its name"));
    }

    #[test]
    fn the_document_holds_every_line_of_the_table() {
        let document = json(Path::new("."), "quantities", 0);
        let entries = document["quantities"].as_array().unwrap();
        let text = answer("quantities");
        let lines = text.lines().filter(|line| !line.starts_with(' '));
        assert_eq!(lines.clone().count(), entries.len());
        for (line, entry) in lines.zip(entries) {
            assert_eq!(line.split(' ').next(), entry["name"].as_str());
        }
    }
}
