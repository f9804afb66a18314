//! Deep networks: their functions, gradients, precision and memory.

mod agreement;
mod allocations;
mod gradient;
mod plain;
mod problem;

#[global_allocator]
static ALLOCATOR: alloc_tracker::Allocator<std::alloc::System> = alloc_tracker::Allocator::system();
