//! What becomes of two filters that stand together, and of one that is not wanted.

use super::draft::{Filter, Op, Relation, When};

/// Is it one year, month or day, or several of them?
pub(super) fn is_a_time(filter: &Filter) -> bool {
    match filter {
        Filter::Date { op: When::In, .. } => true,
        Filter::Any(any) => any.iter().all(is_a_time),
        _ => false,
    }
}

/// 7B and 13B models: a column has one number, so that either is meant.
pub(super) fn are_two_numbers(last: &Filter, next: &Filter) -> bool {
    match (last, next) {
        (Filter::Any(any), next) => any.iter().all(|one| are_two_numbers(one, next)),
        (
            Filter::Number { column, op: Op::Equal | Op::About, .. },
            Filter::Number { column: other, op: Op::Equal | Op::About, .. },
        ) => column == other,
        _ => false,
    }
}

/// Open、closed: values of one column that has one of them.
pub(super) fn are_two_values(last: &Filter, next: &Filter) -> bool {
    match (last, next) {
        (
            Filter::OneOf { column, negated: false, values },
            Filter::OneOf { column: other, negated: false, values: more },
        ) => column == other && !more.iter().all(|value| values.contains(value)),
        (
            Filter::Related { relation, negated: false, .. },
            Filter::Related { relation: other, negated: false, .. },
        ) => relation == other && *relation == Relation::Country,
        _ => false,
    }
}

pub(super) fn negate(filter: Filter) -> Filter {
    match filter {
        Filter::OneOf { column, values, negated } => Filter::OneOf { column, values, negated: !negated },
        Filter::Holds { column, text, negated } => Filter::Holds { column, text, negated: !negated },
        Filter::Related { relation, things, negated } => {
            Filter::Related { relation, things, negated: !negated }
        }
        Filter::Known { column, known } => Filter::Known { column, known: !known },
        Filter::Number { column, op, value, magnitude } if op.opposite().is_some() => {
            Filter::Number { column, op: op.opposite().unwrap_or(op), value, magnitude }
        }
        Filter::Date { op: When::Since, date } => Filter::Date { op: When::Before, date },
        Filter::Date { op: When::Before, date } => Filter::Date { op: When::Since, date },
        Filter::Date { op: When::After, date } => Filter::Date { op: When::Until, date },
        Filter::Date { op: When::Until, date } => Filter::Date { op: When::After, date },
        other => Filter::Not(Box::new(other)),
    }
}

/// Takes the values of a filter into the one before, where both are of one column: `rope or alibi`;
/// a column has one value, so that `rope and alibi` means the same.
pub(super) fn merge(last: &mut Filter, next: &Filter, or: bool) -> bool {
    match (last, next) {
        (
            Filter::OneOf { column, values, negated },
            Filter::OneOf { column: other, values: more, negated: also },
        ) if column == other && (negated == also || *negated && !*also) => {
            values.extend(more.iter().filter(|value| !values.contains(value)).cloned().collect::<Vec<_>>());
            true
        }
        (
            Filter::Related { relation, things, negated },
            Filter::Related { relation: other, things: more, negated: also },
        ) if relation == other
            && (negated == also || *negated && !*also)
            && (or
                || *negated
                || matches!(relation, Relation::MadeBy | Relation::Country | Relation::Is)) =>
        {
            things.extend(more.iter().filter(|thing| !things.contains(thing)).cloned().collect::<Vec<_>>());
            true
        }
        _ => false,
    }
}
