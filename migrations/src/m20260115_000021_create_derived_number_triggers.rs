//! Numbers that are derived from other rows, kept true by the database: ratings, followers, saves, attendances, tickets
//! sold, what is held in escrow, a conversation's last message, the trust scores that profiles show.
//!
//! The triggers run once a statement and change the parents in the order of their keys, so that two transactions that
//! touch the same parents wait for each other instead of for ever. Counts move by a difference under the parent's row lock;
//! means and latest moments, for which there is no difference, are reckoned anew after the lock was taken, when all that
//! others have committed is seen. `derived_number_differences()` tells what differs nevertheless.
//!
//! To add a number: a line in [`COUNTERS`] or [`RATINGS`], or a function of its own, and its comparison below.

use crate::ddl::*;

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for counter in COUNTERS {
            run(manager, counter.function()).await?;
            watch(manager, counter.source, counter.name).await?;
        }
        for (function, source, ratings) in RATINGS {
            run(manager, rating_function(function, source, ratings)).await?;
            watch(manager, source, function).await?;
        }
        run(manager, Function::trigger(ESCROW, ESCROW_BODY).security_definer()).await?;
        watch(manager, "ledger_entries", ESCROW).await?;
        run(manager, Function::trigger(ESCROW_LINK, ESCROW_LINK_BODY).security_definer()).await?;
        run(manager, escrow_link_trigger()).await?;
        run(manager, Function::trigger(LAST_MESSAGE, LAST_MESSAGE_BODY).security_definer()).await?;
        watch(manager, "messages", LAST_MESSAGE).await?;
        run(manager, Function::trigger(TRUST, TRUST_BODY).security_definer()).await?;
        run(manager, trust_trigger()).await?;
        run(manager, differences()).await?;
        run(manager, Comment::on_function("derived_number_differences()", DIFFERENCES_COMMENT)).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, DropFunction("derived_number_differences()")).await?;
        run(manager, trust_trigger().dropped().as_str()).await?;
        run(manager, DropFunction("show_trust_scores()")).await?;
        unwatch(manager, "messages", LAST_MESSAGE).await?;
        run(manager, escrow_link_trigger().dropped().as_str()).await?;
        run(manager, DropFunction("relink_escrow_balances()")).await?;
        unwatch(manager, "ledger_entries", ESCROW).await?;
        for (function, source, _) in RATINGS.into_iter().rev() {
            unwatch(manager, source, function).await?;
        }
        for counter in COUNTERS.into_iter().rev() {
            unwatch(manager, counter.source, counter.name).await?;
        }
        Ok(())
    }
}

/// Rows of `source` that are counted in columns of the row of `parent` that their `key` names.
struct Counter {
    name: &'static str,
    source: &'static str,
    key: &'static str,
    parent: &'static str,
    /// Each column, and which rows it counts.
    columns: &'static [(&'static str, &'static str)],
}

const COUNTERS: [Counter; 4] = [
    Counter {
        name: "count_followers",
        source: "follows",
        key: "artist_id",
        parent: "artists",
        columns: &[("follower_count", "true")],
    },
    Counter {
        name: "count_event_saves",
        source: "event_saves",
        key: "event_id",
        parent: "events",
        columns: &[("save_count", "true")],
    },
    Counter {
        name: "count_event_attendances",
        source: "event_attendances",
        key: "event_id",
        parent: "events",
        columns: &[("interested_count", "status = 'interested'"), ("going_count", "status = 'going'")],
    },
    Counter {
        name: "count_tickets_sold",
        source: "tickets",
        key: "ticket_pool_id",
        parent: "ticket_pools",
        columns: &[("sold", "status IN ('active', 'redeemed')")],
    },
];

/// The mean and the number of ratings in `source`, kept in the row of `parent` that their `key` names.
struct Rating {
    key: &'static str,
    parent: &'static str,
    parent_key: &'static str,
    average: &'static str,
    /// Which rows count.
    condition: &'static str,
}

const RATINGS: [(&str, &str, &[Rating]); 2] = [
    (
        "rate_reviewed",
        "reviews",
        &[
            Rating::published("artist_id", "artists", "rating_average"),
            Rating::published("venue_id", "venues", "rating_average"),
            Rating::published("promoter_id", "promoters", "rating_avg"),
            Rating::published("event_id", "events", "rating_average"),
        ],
    ),
    (
        "rate_celebrities",
        "celebrity_ratings",
        &[Rating {
            key: "celebrity_id",
            parent: "celebrities",
            parent_key: "artist_id",
            average: "average_rating",
            condition: "true",
        }],
    ),
];

impl Rating {
    const fn published(key: &'static str, parent: &'static str, average: &'static str) -> Self {
        Self { key, parent, parent_key: "id", average, condition: "status = 'published'" }
    }
}

impl Counter {
    fn function(&self) -> Function {
        let Self { key, parent, columns, .. } = self;
        let each = |write: &dyn Fn(usize, &str, &str) -> String, separator: &str| {
            let parts: Vec<String> = (1..)
                .zip(*columns)
                .map(|(number, (column, condition))| write(number, column, condition))
                .collect();
            parts.join(separator)
        };
        let declared = each(&|number, _, _| format!("    steps{number} bigint[];"), "\n");
        let summed = each(
            &|number, _, condition| format!("sum(step) FILTER (WHERE {condition}) AS step{number}"),
            ", ",
        );
        let gathered = each(&|number, _, _| format!("array_agg(COALESCE(step{number}, 0))"), ", ");
        let into = each(&|number, _, _| format!("steps{number}"), ", ");
        let moved = each(&|number, _, _| format!("step{number} <> 0"), " OR ");
        let named = each(&|number, _, _| format!("step{number}"), ", ");
        let set =
            each(&|number, column, _| format!("{column} = parent.{column} + change.step{number}"), ", ");
        let gather = |rows: &str| {
            format!(
                "SELECT array_agg({key}), {gathered} INTO keys, {into}
        FROM (SELECT {key}, {summed} FROM ({rows}) AS touched GROUP BY {key}) AS part
        WHERE {moved};"
            )
        };
        let updated = gather("SELECT *, 1 AS step FROM added UNION ALL SELECT *, -1 FROM removed");
        let changed = gather("SELECT *, CASE TG_OP WHEN 'INSERT' THEN 1 ELSE -1 END AS step FROM changed");
        let body = format!(
            "DECLARE
    keys uuid[];
{declared}
BEGIN
    IF TG_OP = 'UPDATE' THEN
        {updated}
    ELSE
        {changed}
    END IF;
    IF keys IS NOT NULL THEN
        PERFORM FROM {parent} WHERE id = ANY (keys) ORDER BY id FOR NO KEY UPDATE;
        UPDATE {parent} AS parent SET {set}
        FROM unnest(keys, {into}) AS change (key, {named})
        WHERE parent.id = change.key;
    END IF;
    RETURN NULL;
END"
        );
        Function::trigger(self.name, &body).security_definer()
    }

    fn comparisons(&self) -> Vec<String> {
        let Self { source, key, parent, columns, .. } = self;
        let compare = |(column, condition): &(&str, &str)| {
            comparison(
                parent,
                "id",
                column,
                &format!("(SELECT count(*) FROM {source} WHERE {key} = parent.id AND {condition})"),
            )
        };
        columns.iter().map(compare).collect()
    }
}

fn rating_function(name: &str, source: &str, ratings: &[Rating]) -> Function {
    let blocks: Vec<String> = ratings
        .iter()
        .map(|Rating { key, parent, parent_key, average, condition }| {
            let counted = format!("{key} IS NOT NULL AND {condition}");
            format!(
                "    IF TG_OP = 'UPDATE' THEN
        SELECT array_agg({key}) INTO keys FROM (
            SELECT {key} FROM (
                SELECT {key}, rating, 1 AS step FROM added WHERE {counted}
                UNION ALL
                SELECT {key}, rating, -1 FROM removed WHERE {counted}
            ) AS touched
            GROUP BY {key} HAVING sum(step) <> 0 OR sum(step * rating) <> 0
        ) AS part;
    ELSE
        SELECT array_agg(DISTINCT {key}) INTO keys FROM changed WHERE {counted};
    END IF;
    IF keys IS NOT NULL THEN
        PERFORM FROM {parent} WHERE {parent_key} = ANY (keys) ORDER BY {parent_key} FOR NO KEY UPDATE;
        UPDATE {parent} AS parent SET ({average}, rating_count) = (
            SELECT COALESCE(round(avg(rating), 2), 0), count(*)
            FROM {source} WHERE {key} = parent.{parent_key} AND {condition}
        )
        WHERE {parent_key} = ANY (keys);
    END IF;"
            )
        })
        .collect();
    let body = format!("DECLARE\n    keys uuid[];\nBEGIN\n{}\n    RETURN NULL;\nEND", blocks.join("\n"));
    Function::trigger(name, &body).security_definer()
}

const ESCROW: &str = "move_escrow_balances";

/// An escrow's account is a liability: credits, which are negative, are what it holds.
const ESCROW_BODY: &str = "DECLARE
    keys uuid[];
    steps numeric[];
BEGIN
    IF TG_OP = 'UPDATE' THEN
        SELECT array_agg(account_id), array_agg(amount) INTO keys, steps
        FROM (SELECT account_id, amount FROM added UNION ALL SELECT account_id, -amount FROM removed) AS entry;
    ELSE
        SELECT array_agg(account_id), array_agg(CASE TG_OP WHEN 'INSERT' THEN amount ELSE -amount END)
        INTO keys, steps FROM changed;
    END IF;
    SELECT array_agg(escrow_account_id), array_agg(step) INTO keys, steps FROM (
        SELECT account.escrow_account_id, -sum(entry.amount) AS step
        FROM unnest(keys, steps) AS entry (account_id, amount)
        JOIN ledger_accounts AS account ON account.id = entry.account_id
        WHERE account.escrow_account_id IS NOT NULL
        GROUP BY account.escrow_account_id HAVING sum(entry.amount) <> 0
    ) AS part;
    IF keys IS NOT NULL THEN
        PERFORM FROM escrow_accounts WHERE id = ANY (keys) ORDER BY id FOR NO KEY UPDATE;
        UPDATE escrow_accounts AS parent SET balance = parent.balance + change.step
        FROM unnest(keys, steps) AS change (key, step)
        WHERE parent.id = change.key;
    END IF;
    RETURN NULL;
END";

const ESCROW_LINK: &str = "relink_escrow_balances";

/// An account with entries can be given to an escrow, taken from it, or moved to another.
const ESCROW_LINK_BODY: &str = "BEGIN
    PERFORM FROM escrow_accounts WHERE id IN (OLD.escrow_account_id, NEW.escrow_account_id)
    ORDER BY id FOR NO KEY UPDATE;
    UPDATE escrow_accounts AS parent SET balance = (
        SELECT COALESCE(-sum(entry.amount), 0)
        FROM ledger_accounts AS account JOIN ledger_entries AS entry ON entry.account_id = account.id
        WHERE account.escrow_account_id = parent.id
    )
    WHERE id IN (OLD.escrow_account_id, NEW.escrow_account_id);
    RETURN NULL;
END";

fn escrow_link_trigger() -> Trigger {
    Trigger::new(
        "ledger_accounts",
        ESCROW_LINK,
        "AFTER UPDATE OF escrow_account_id",
        "relink_escrow_balances()",
    )
    .only_when("OLD.escrow_account_id IS DISTINCT FROM NEW.escrow_account_id")
}

const LAST_MESSAGE: &str = "note_last_messages";

const LAST_MESSAGE_BODY: &str = "DECLARE
    keys uuid[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(DISTINCT conversation_id) INTO keys FROM changed;
        PERFORM FROM conversations WHERE id = ANY (keys) ORDER BY id FOR NO KEY UPDATE;
        UPDATE conversations AS parent SET last_message_at = GREATEST(parent.last_message_at, latest.created_at)
        FROM (SELECT conversation_id, max(created_at) AS created_at FROM changed GROUP BY conversation_id) AS latest
        WHERE parent.id = latest.conversation_id;
        RETURN NULL;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(DISTINCT conversation_id) INTO keys FROM changed;
    ELSE
        SELECT array_agg(DISTINCT conversation_id) INTO keys FROM (
            (SELECT conversation_id, created_at FROM added EXCEPT SELECT conversation_id, created_at FROM removed)
            UNION ALL
            (SELECT conversation_id, created_at FROM removed EXCEPT SELECT conversation_id, created_at FROM added)
        ) AS touched;
    END IF;
    IF keys IS NOT NULL THEN
        PERFORM FROM conversations WHERE id = ANY (keys) ORDER BY id FOR NO KEY UPDATE;
        UPDATE conversations AS parent SET last_message_at = (
            SELECT max(created_at) FROM messages WHERE conversation_id = parent.id
        )
        WHERE id = ANY (keys);
    END IF;
    RETURN NULL;
END";

const TRUST: &str = "show_trust_scores";

/// A profile keeps its last score when `trust_scores` loses the row.
const TRUST_BODY: &str = "BEGIN
    UPDATE artists SET trust_score = NEW.score WHERE id = NEW.artist_id AND trust_score <> NEW.score;
    UPDATE venues SET trust_score = NEW.score WHERE id = NEW.venue_id AND trust_score <> NEW.score;
    RETURN NULL;
END";

fn trust_trigger() -> Trigger {
    Trigger::new("trust_scores", TRUST, "AFTER INSERT OR UPDATE", "show_trust_scores()")
}

/// A trigger for each of the three events. An insert's and a delete's rows are read as `changed`, an update's as `removed`
/// and `added`.
fn watchers(source: &'static str, function: &str) -> [Trigger; 3] {
    let call = format!("{function}()");
    [
        Trigger::new(source, &format!("{function}_on_insert"), "AFTER INSERT", &call)
            .referencing("NEW TABLE AS changed"),
        Trigger::new(source, &format!("{function}_on_update"), "AFTER UPDATE", &call)
            .referencing("OLD TABLE AS removed NEW TABLE AS added"),
        Trigger::new(source, &format!("{function}_on_delete"), "AFTER DELETE", &call)
            .referencing("OLD TABLE AS changed"),
    ]
}

async fn watch(manager: &SchemaManager<'_>, source: &'static str, function: &str) -> Result<(), DbErr> {
    for trigger in watchers(source, function) {
        run(manager, trigger).await?;
    }
    Ok(())
}

async fn unwatch(manager: &SchemaManager<'_>, source: &'static str, function: &str) -> Result<(), DbErr> {
    for trigger in watchers(source, function) {
        run(manager, trigger.dropped().as_str()).await?;
    }
    run(manager, format!("DROP FUNCTION {function}()").as_str()).await
}

const DIFFERENCES_COMMENT: &str = "Every derived number that is not what it is derived from: none, unless triggers were \
                                   off. Moments are in seconds since 1970. Sees what its caller may see.";

fn differences() -> Function {
    let mut comparisons: Vec<String> = COUNTERS.iter().flat_map(Counter::comparisons).collect();
    for (_, source, ratings) in RATINGS {
        for Rating { key, parent, parent_key, average, condition } in ratings {
            let of = |what: &str| {
                format!("(SELECT {what} FROM {source} WHERE {key} = parent.{parent_key} AND {condition})")
            };
            comparisons.push(comparison(
                parent,
                parent_key,
                average,
                &of("COALESCE(round(avg(rating), 2), 0)"),
            ));
            comparisons.push(comparison(parent, parent_key, "rating_count", &of("count(*)")));
        }
    }
    comparisons.push(comparison(
        "escrow_accounts",
        "id",
        "balance",
        "(SELECT COALESCE(-sum(entry.amount), 0) FROM ledger_accounts AS account \
         JOIN ledger_entries AS entry ON entry.account_id = account.id WHERE account.escrow_account_id = parent.id)",
    ));
    comparisons.push(comparison(
        "conversations",
        "id",
        "last_message_at",
        "(SELECT max(created_at) FROM messages WHERE conversation_id = parent.id)",
    ));
    for (parent, key) in [("artists", "artist_id"), ("venues", "venue_id")] {
        comparisons.push(comparison(
            parent,
            "id",
            "trust_score",
            &format!(
                "COALESCE((SELECT score FROM trust_scores WHERE {key} = parent.id), parent.trust_score)"
            ),
        ));
    }
    Function::sql_language(
        "derived_number_differences()",
        "TABLE (table_name text, key text, column_name text, stored numeric, recomputed numeric)",
        &comparisons.join("\nUNION ALL\n"),
    )
    .volatility(Volatility::Stable)
}

/// The rows of `parent` whose `column` is not what `recomputed` says.
fn comparison(parent: &str, parent_key: &str, column: &str, recomputed: &str) -> String {
    let number = |value: &str| match column {
        "last_message_at" => format!("extract(epoch FROM {value})"),
        _ => format!("{value}::numeric"),
    };
    format!(
        "SELECT '{parent}', parent.{parent_key}::text, '{column}', {}, {}
FROM {parent} AS parent, LATERAL (SELECT {recomputed} AS value) AS recomputed
WHERE parent.{column} IS DISTINCT FROM recomputed.value",
        number(&format!("parent.{column}")),
        number("recomputed.value"),
    )
}
