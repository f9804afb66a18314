//! Deep networks: their functions, gradients, precision and memory.

#![cfg(test)]

mod agreement;
mod allocations;
mod flow;
mod gradient;
mod plain;
mod problem;
mod training;

#[global_allocator]
static ALLOCATOR: alloc_tracker::Allocator<std::alloc::System> = alloc_tracker::Allocator::system();
