//! `sweetspot quantities` through the binary.

#[cfg(test)]
mod listing {
    use std::process::Output;

    use serde_json::Value;

    fn sweetspot(arguments: &[&str]) -> Output {
        let mut command = assert_cmd::cargo::cargo_bin_cmd!("sweetspot");
        command
            .env("COLUMNS", "100")
            .env_remove("CLICOLOR_FORCE")
            .args(arguments);
        command.assert().get_output().clone()
    }

    fn answer(arguments: &[&str]) -> String {
        let output = sweetspot(arguments);
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!((output.status.code(), errors.as_str()), (Some(0), ""));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    #[test]
    fn the_whole_table() {
        insta::assert_snapshot!(answer(&["quantities"]));
    }

    #[test]
    fn help() {
        insta::assert_snapshot!(answer(&["quantities", "--help"]));
    }

    #[test]
    fn a_part_of_a_name_filters() {
        let filtered = answer(&["quantities", "ZETA"]);
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
        let none = sweetspot(&["quantities", "zetta"]);
        assert_eq!((none.status.code(), none.stdout.len()), (Some(2), 0));
        let said = String::from_utf8_lossy(&none.stderr).into_owned();
        assert!(
            said.contains("no quantity has `zetta` in its name"),
            "{said}"
        );
    }

    #[test]
    fn the_document_holds_every_line_of_the_table() {
        let document = serde_json::from_str::<Value>(&answer(&["quantities", "--json"])).unwrap();
        let entries = document["quantities"].as_array().unwrap();
        let text = answer(&["quantities"]);
        let lines = text.lines().filter(|line| !line.starts_with(' '));
        assert_eq!(lines.clone().count(), entries.len());
        for (line, entry) in lines.zip(entries) {
            assert_eq!(line.split(' ').next(), entry["name"].as_str());
        }
    }
}
