//! sweetspot
fn main() {}
