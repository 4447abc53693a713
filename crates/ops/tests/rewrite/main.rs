//! Online rewrites on a stranger's tables, with real writers and real processes.

mod exports;
mod features;
mod killed;
mod writers;
