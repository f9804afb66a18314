//! The independent reference: explicit Euler with a tiny step.
