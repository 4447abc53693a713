//! A migration as the rules see it: its rendered SQL, parsed.

use std::collections::BTreeSet;
use std::ops::Range;

use squawk_syntax::ast::{self, AstNode, normalize_name_node};
use squawk_syntax::{Parse, SourceFile, SyntaxKind, SyntaxNode};

use crate::migrate::{Rendered, Rollback};

/// How a migration says that it is undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Down {
    /// By so many statements.
    Statements(usize),
    /// Not at all, and what it says of that.
    Irreversible(String),
}

/// A statement of a migration.
#[derive(Debug, Clone)]
pub struct SourceStatement {
    /// Its syntax.
    pub syntax: ast::Stmt,
    /// Where it stands in the text, in bytes.
    pub range: Range<usize>,
    /// Which step it belongs to, from 0: a step is what is sent to the server at once.
    pub step: usize,
}

/// A migration's SQL, parsed.
#[derive(Debug, Clone)]
pub struct Source {
    /// The migration's name.
    pub name: String,
    /// Whether it runs in a transaction.
    pub transactional: bool,
    /// How it is undone.
    pub down: Down,
    /// Its steps, each closed by a semicolon and a line end.
    pub text: String,
    /// The syntax of that.
    pub parse: Parse<SourceFile>,
    /// Its statements, in order.
    pub statements: Vec<SourceStatement>,
    /// Where its steps stand in the text, in bytes.
    pub steps: Vec<Range<usize>>,
}

impl Source {
    /// Parses a migration.
    #[must_use]
    pub fn read(migration: &Rendered) -> Self {
        let mut text = String::new();
        let mut steps = Vec::with_capacity(migration.up.len());
        for statement in &migration.up {
            let start = text.len();
            text.push_str(statement.to_string().trim_end().trim_end_matches(';'));
            text.push_str(";\n");
            steps.push(start..text.len());
        }
        let parse = SourceFile::parse(&text);
        let statements = parse
            .tree()
            .stmts()
            .map(|syntax| {
                let range = syntax.syntax().text_range();
                let range = usize::from(range.start())..usize::from(range.end());
                let step = steps.iter().position(|step| step.contains(&range.start)).unwrap_or_default();
                SourceStatement { syntax, range, step }
            })
            .collect();
        let down = match &migration.down {
            Rollback::Statements(statements) => Down::Statements(statements.len()),
            Rollback::Irreversible(reason) => Down::Irreversible(reason.clone()),
        };
        let (name, transactional) = (migration.name.clone(), migration.transactional);
        Self { name, transactional, down, text, parse, statements, steps }
    }

    /// Which step stands at this offset, from 0.
    #[must_use]
    pub fn step_at(&self, offset: usize) -> usize {
        self.steps.iter().position(|step| offset < step.end).unwrap_or_default()
    }

    /// The first line of the first statement: for what is to be said of the migration as a whole.
    #[must_use]
    pub fn head(&self) -> Range<usize> {
        let Some(first) = self.statements.first() else { return 0..0 };
        let line = self.text[first.range.clone()].find('\n').unwrap_or(first.range.len());
        first.range.start..first.range.start + line
    }

    /// Whether the statement at this offset is about an object that an earlier one made.
    #[must_use]
    pub fn is_about_its_own(&self, offset: usize) -> bool {
        let Some(index) = self.statements.iter().position(|statement| statement.range.contains(&offset))
        else {
            return false;
        };
        let target = target(&self.statements[index].syntax);
        target.is_some_and(|target| self.made_before(index).contains(&target))
    }

    /// The names of what the statements before this one make.
    #[must_use]
    pub fn made_before(&self, index: usize) -> BTreeSet<String> {
        self.statements[..index].iter().filter_map(|statement| made(&statement.syntax)).collect()
    }
}

/// What a statement makes, by name without its schema.
fn made(statement: &ast::Stmt) -> Option<String> {
    match statement {
        ast::Stmt::CreateIndex(index) => path(index.index()?.syntax()),
        ast::Stmt::CreateTable(_)
        | ast::Stmt::CreateTableAs(_)
        | ast::Stmt::CreateForeignTable(_)
        | ast::Stmt::CreateView(_)
        | ast::Stmt::CreateMaterializedView(_)
        | ast::Stmt::CreateSequence(_)
        | ast::Stmt::CreateType(_)
        | ast::Stmt::CreateDomain(_)
        | ast::Stmt::CreateFunction(_)
        | ast::Stmt::CreateProcedure(_) => path(statement.syntax()),
        _ => None,
    }
}

/// What a statement is about, by name without its schema: the table of an index, else the first object that it names.
pub(super) fn target(statement: &ast::Stmt) -> Option<String> {
    match statement {
        ast::Stmt::CreateIndex(index) => path(index.table_relation_name()?.syntax()),
        ast::Stmt::CreateTrigger(trigger) => path(trigger.on_relation()?.syntax()),
        other => path(other.syntax()),
    }
}

/// The first path in a node: its last part, as PostgreSQL keeps it.
pub(super) fn path(node: &SyntaxNode) -> Option<String> {
    let path =
        node.descendants().find(|node| matches!(node.kind(), SyntaxKind::PATH | SyntaxKind::PATH_REF))?;
    let segment = path
        .children()
        .find(|node| matches!(node.kind(), SyntaxKind::PATH_SEGMENT | SyntaxKind::PATH_SEGMENT_REF))?;
    Some(normalize_name_node(&segment))
}

/// The columns that a node refers to, in order.
pub(super) fn columns(node: &SyntaxNode) -> Vec<String> {
    let columns = node.descendants().filter(|node| node.kind() == SyntaxKind::COLUMN_NAME_REF);
    columns.map(|node| normalize_name_node(&node)).collect()
}

/// Where a node stands, without the blanks and comments before it.
pub(super) fn range(node: &SyntaxNode) -> Range<usize> {
    let whole = node.text_range();
    let first = node.children_with_tokens().find(|element| !element.kind().is_trivia());
    let start = first.map_or(whole.start(), |element| element.text_range().start());
    start.into()..whole.end().into()
}

/// Whether a statement says `CONCURRENTLY` in a way that no transaction block takes.
pub(super) fn is_concurrent(statement: &ast::Stmt) -> bool {
    let refreshes = matches!(statement, ast::Stmt::Refresh(_));
    let mut tokens =
        statement.syntax().descendants_with_tokens().filter_map(squawk_syntax::SyntaxElement::into_token);
    !refreshes && tokens.any(|token| token.kind() == SyntaxKind::CONCURRENTLY_KW)
}
