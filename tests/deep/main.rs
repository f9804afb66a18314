//! Deep networks: their functions, gradients, precision and memory.

#[cfg(test)]
mod agreement;
#[cfg(test)]
mod allocations;
#[cfg(test)]
mod gradient;
#[cfg(test)]
mod plain;
#[cfg(test)]
mod problem;
mod training;

#[global_allocator]
static ALLOCATOR: alloc_tracker::Allocator<std::alloc::System> = alloc_tracker::Allocator::system();
