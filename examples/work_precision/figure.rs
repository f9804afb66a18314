pub fn draw() -> Result<(), Box<dyn std::error::Error>> {
    crate::outcome::descent(&crate::problem::separable((40, 40, 64), 1e-2)?, 0, 10)?;
    Ok(())
}
