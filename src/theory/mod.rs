//! What the theory predicts: closed forms and bounds as plain functions, without training.
//!
//! Lengths, angles (radians) and flow times are those of the crate: `f(x) = sum_j v_j
//! relu(<w_j, x>)`, `W(0) = alpha Wbar`, gradient flow of the SUM loss. A function says where
//! its formula comes from; "own" marks what was derived here and is not in a paper
//! (docs/derivations.md), and "measured" what is only a fit. Papers by their keys:
//!
//! | key | paper |
//! | --- | --- |
//! | AMSP25 | Atanasov, Meterez, Simon, Pehlevan, ICLR 2025 |
//! | BF25 | Boursier, Flammarion, JMLR 2025 |
//! | COB19 | Chizat, Oyallon, Bach, NeurIPS 2019 |
//! | DAP25 | Domine, Anguita, Proca et al., ICLR 2025 |
//! | GSJW20 | Geiger, Spigler, Jacot, Wyart, JSTAT 2020 |
//! | KRD24 | Kunin, Raventos, Domine et al., NeurIPS 2024 |
//! | LL20 | Lyu, Li, ICLR 2020 |
//! | MMV24 | Min, Mallada, Vidal, ICLR 2024 |
//! | PL21 | Phuong, Lampert, ICLR 2021 |
//! | WGL20 | Woodworth et al., COLT 2020 |
//! | YHL26 | Yeom, Ha, Lee, ICML 2026 |
//!
//! OS (orthogonally separable) data have
//! [`orthogonal_separability`](crate::data::orthogonal_separability) above 0.

mod alignment_phase;
pub mod diagonal;
mod error;
mod late_phase;
mod lazy;
mod least_squares;
pub mod linear;
mod max_margin;
mod predictions;
mod separable;
mod tanh_law;

pub use alignment_phase::{AlignmentPhase, ClassSum};
pub use error::{Premise, TheoryError};
pub use late_phase::{
    decay_constant, inverse_loss, late_sum_loss, margin_ceiling, smoothed_margin,
};
pub use lazy::{linearised_weight_change, ntk_output_scale};
pub use least_squares::{LeastSquares, least_squares};
pub use max_margin::{MaxMargin, max_margin_vector};
pub use predictions::{Prediction, Predictions, Quantity, predict};
pub use separable::{
    MEASURED_ENTRY_CONSTANT, entry_time, escape_time_slope, is_non_degenerate,
    separable_probability,
};
pub use tanh_law::{
    angle_rate_bound, angle_under_constant_pull, psi_lower_bound, psi_rate_bound, tanh_law,
};
