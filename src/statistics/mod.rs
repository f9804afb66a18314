//! How a verdict is reached: contrasts, intervals, tests.
