//! Online rewrites on a stranger's tables, with real writers and real processes.

mod features;
