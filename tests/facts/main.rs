//! Facts 1 to 5 on the gradient flow of two-layer ReLU networks, over random problems, each with
//! the same check on a wrong premise, which has to fail.

mod balancedness;
mod directional;
mod dissipation;
mod homogeneity;
mod problem;
mod symmetry;
