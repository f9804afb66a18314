//! Just enough of SVG to measure a figure.

use std::collections::BTreeMap;

/// A tag with its attributes and the text up to the next tag.
pub struct Element {
    pub name: String,
    pub attributes: BTreeMap<String, String>,
    pub text: String,
}

/// All opening tags, in order.
pub fn elements(svg: &str) -> Vec<Element> {
    let tags = svg.split('<').skip(1).filter(|tag| !tag.starts_with('/'));
    tags.map(|tag| {
        let (inside, text) = tag.split_once('>').unwrap();
        let mut pieces = inside.trim_end_matches('/').split('"');
        let first = pieces.next().unwrap();
        let (name, first) = first.split_once(' ').unwrap_or((first, ""));
        let mut attributes = BTreeMap::new();
        let mut key = first;
        while let Some(value) = pieces.next() {
            let name = key.trim().trim_end_matches('=').to_string();
            attributes.insert(name, value.to_string());
            key = pieces.next().unwrap_or("");
        }
        Element {
            name: name.to_string(),
            attributes,
            text: text.trim().to_string(),
        }
    })
    .collect()
}

impl Element {
    pub fn get(&self, attribute: &str) -> &str {
        self.attributes.get(attribute).map_or("", String::as_str)
    }

    pub fn number(&self, attribute: &str) -> f64 {
        self.get(attribute).parse().unwrap()
    }

    /// The corners of the element, or where its text is fixed.
    pub fn points(&self) -> Vec<(f64, f64)> {
        let at = |x, y| (self.number(x), self.number(y));
        match self.name.as_str() {
            "polyline" | "polygon" => {
                let pairs = self.get("points").split_whitespace();
                let pairs = pairs.map(|pair| pair.split_once(',').unwrap());
                pairs
                    .map(|(x, y)| (x.parse().unwrap(), y.parse().unwrap()))
                    .collect()
            }
            "circle" => vec![at("cx", "cy")],
            "line" => vec![at("x1", "y1"), at("x2", "y2")],
            "text" => vec![at("x", "y")],
            "rect" => {
                let (x, y) = at("x", "y");
                vec![
                    (x, y),
                    (x + self.number("width"), y + self.number("height")),
                ]
            }
            _ => Vec::new(),
        }
    }
}
