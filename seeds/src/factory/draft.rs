//! What was chosen of a row so far.

use std::ops::{Deref, DerefMut};

use sea_orm::ActiveModelTrait;

/// An active model of which only what was chosen is set. By default nothing is, not even the key:
/// `ActiveModel::default()` would take one from the clock.
#[derive(Debug, Clone)]
pub(super) struct Draft<A>(A);

impl<A: ActiveModelTrait> Default for Draft<A> {
    fn default() -> Self {
        Self(<A as ActiveModelTrait>::default())
    }
}

impl<A: Clone> Draft<A> {
    /// A copy, for the factory to fill in the rest.
    pub(super) fn chosen(&self) -> A {
        self.0.clone()
    }
}

impl<A> Deref for Draft<A> {
    type Target = A;

    fn deref(&self) -> &A {
        &self.0
    }
}

impl<A> DerefMut for Draft<A> {
    fn deref_mut(&mut self) -> &mut A {
        &mut self.0
    }
}

/// A choice without a sensible default, not yet made: what has this type is no factory.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unchosen;

/// A choice without a sensible default, made.
#[derive(Debug, Clone, Copy, Default)]
pub struct Chosen;
