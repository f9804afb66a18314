//! Results in, files out: one exporter a file.
