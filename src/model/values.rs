//! Values of fields without knowing them: carried from one record to another, and compared.

use super::{
    field::{FieldMut, FieldSpec, Shape},
    kinds::{AnyResource, Kind},
    resource::Record,
};
use crate::base::FieldId;
use serde_json::Value;

/// Gives a record the value that another one has in a field of that name; whether both have it.
pub fn carry(from: &mut dyn Record, to: &mut dyn Record, name: FieldId) -> bool {
    let mut carried = false;
    from.each_field(&mut |spec, value| {
        let mut value = Some(value);
        if spec.name == name {
            to.each_field(&mut |spec, slot| {
                if spec.name == name
                    && let Some(value) = value.take()
                {
                    carried = assign(value, slot);
                }
            });
        }
    });
    carried
}

/// Puts one value in the place of another that is edited in the same way; whether that could be.
fn assign(from: FieldMut<'_>, to: FieldMut<'_>) -> bool {
    match (from, to) {
        (FieldMut::Text(from), FieldMut::Text(to)) => to.clone_from(from),
        (FieldMut::Form(from), FieldMut::Form(to)) => return to.set(&from.text()).is_ok(),
        (FieldMut::Flag(from), FieldMut::Flag(to)) => *to = *from,
        (FieldMut::Whole(from), FieldMut::Whole(to)) => *to = *from,
        (FieldMut::Number(from), FieldMut::Number(to)) => *to = *from,
        (FieldMut::Choice(from), FieldMut::Choice(to)) => to.pick(from.index()),
        (FieldMut::Link(_, from), FieldMut::Link(_, to)) => to.clone_from(from),
        (FieldMut::Links(_, from), FieldMut::Links(_, to)) => to.clone_from(from),
        (FieldMut::Rows(from), FieldMut::Rows(to)) => {
            while !to.is_empty() {
                to.remove(to.len() - 1);
            }
            for row in 0..from.len() {
                to.add();
                from.each_cell(row, &mut |spec, value| {
                    let mut value = Some(value);
                    to.each_cell(row, &mut |other, slot| {
                        if other.name == spec.name
                            && let Some(value) = value.take()
                        {
                            assign(value, slot);
                        }
                    });
                });
            }
        }
        (
            FieldMut::Text(_)
            | FieldMut::Form(_)
            | FieldMut::Flag(_)
            | FieldMut::Whole(_)
            | FieldMut::Number(_)
            | FieldMut::Choice(_)
            | FieldMut::Link(..)
            | FieldMut::Links(..)
            | FieldMut::Rows(_),
            _,
        ) => return false,
    }
    true
}

/// What a file would hold of a field.
pub fn written(resource: &AnyResource, spec: &FieldSpec) -> Value {
    let mut fields = resource.as_resource().write_fields();
    fields.remove(spec.name.0).unwrap_or_else(spec.default)
}

/// The fields that every kind of a list has, with the same name, meaning and values: as the first one declares them.
pub fn common(kinds: &[Kind]) -> Vec<&'static FieldSpec> {
    let Some((first, others)) = kinds.split_first() else { return Vec::new() };
    let shared = |spec: &&FieldSpec| {
        others.iter().all(|kind| kind.spec().fields.iter().any(|other| alike(spec, other)))
    };
    first.spec().fields.iter().filter(shared).collect()
}

fn alike(a: &FieldSpec, b: &FieldSpec) -> bool {
    let limits = |spec: &FieldSpec| (spec.hint.unit, spec.hint.min, spec.hint.max);
    a.name == b.name && a.label.en == b.label.en && limits(a) == limits(b) && same_shape(a, b)
}

fn same_shape(a: &FieldSpec, b: &FieldSpec) -> bool {
    match ((a.shape)(), (b.shape)()) {
        (Shape::Rows(a), Shape::Rows(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| alike(a, b)),
        (a, b) => format!("{a:?}") == format!("{b:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// IN-2, IN-3
    #[test]
    fn every_field_of_every_kind_can_be_carried() {
        for kind in Kind::ALL {
            let (mut from, mut to) = (kind.fresh(), kind.fresh());
            for spec in kind.spec().fields {
                // A row more than the other has.
                from.as_record_mut().each_field(&mut |other, value| {
                    if other.name == spec.name
                        && let FieldMut::Rows(rows) = value
                    {
                        rows.add();
                    }
                });
                assert!(carry(from.as_record_mut(), to.as_record_mut(), spec.name), "{kind:?} {}", spec.name);
                assert_eq!(written(&from, spec), written(&to, spec), "{kind:?} {}", spec.name);
            }
            assert_eq!(common(&[*kind, *kind]).len(), kind.spec().fields.len());
        }
    }
}
