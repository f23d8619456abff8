//! Values of a resource: what is known, what another resource turns out to be, and what nobody knows yet.

use super::{
    Instance,
    configuration::{Configuration, Found},
};
use crate::{
    import::{
        cloudformation::exact,
        notice::{AMBIGUOUS, INFERRED, Notices, WITHHELD},
    },
    model::attrs::{Attr, Entry, Mention, Unknown, Value, Why},
};
use std::{collections::BTreeSet, rc::Rc};

/// Which types a property may name that nothing says more of.
const FITTING: [(&str, &[&str]); 12] = [
    ("vpc_id", &["aws_vpc", "aws_default_vpc"]),
    ("gateway_id", &["aws_internet_gateway", "aws_vpn_gateway"]),
    ("nat_gateway_id", &["aws_nat_gateway"]),
    ("transit_gateway_id", &["aws_ec2_transit_gateway"]),
    ("vpc_peering_connection_id", &["aws_vpc_peering_connection"]),
    ("egress_only_gateway_id", &["aws_egress_only_internet_gateway"]),
    ("vpc_endpoint_id", &["aws_vpc_endpoint"]),
    ("network_interface_id", &["aws_network_interface"]),
    ("instance_id", &["aws_instance"]),
    ("security_groups", &["aws_security_group"]),
    ("route_table_id", &["aws_route_table"]),
    ("subnet_id", &["aws_subnet"]),
];
/// Ends of names of arguments that name one resource, or several.
const ONE: [&str; 6] = ["_id", "_arn", "instance", "network_interface", "_name", "cluster"];
const MANY: [&str; 4] = ["_ids", "_arns", "security_groups", "subnets"];

/// Reads the values of one resource.
pub(super) struct Reading<'r, 'd> {
    pub configuration: &'r Configuration<'d>,
    /// Which, by number.
    pub own: usize,
    pub notices: &'r mut Notices,
    /// What resources are concluded to name, by address.
    pub inferred: &'r mut Vec<(Rc<str>, Mention)>,
}

impl<'d> Reading<'_, 'd> {
    fn own(&self) -> Option<&'d Instance<'d>> {
        self.configuration.instances.get(self.own)
    }

    /// The resource's values.
    pub fn record(&mut self) -> Attr {
        let Some(own) = self.own() else { return Attr::default() };
        let said = self.configuration.of_instance(own).and_then(|it| exact(it, "expressions"));
        let values = own.values;
        let mut entries = Vec::new();
        let keys = values
            .map(Attr::entries)
            .unwrap_or_default()
            .iter()
            .chain(own.unknown.map(Attr::entries).unwrap_or_default());
        let mut seen = BTreeSet::new();
        for entry in keys.filter(|it| seen.insert(it.key.clone())) {
            let (value, unknown) = (
                values.and_then(|it| exact(it, &entry.key)),
                own.unknown.and_then(|it| exact(it, &entry.key)),
            );
            let expression = said.and_then(|it| exact(it, &entry.key));
            let hidden = own.sensitive.and_then(|it| exact(it, &entry.key));
            // What the configuration does not say, the provider works out by itself.
            let computed =
                unknown.is_some_and(Attr::is_true) && expression.is_none() && self.configuration.is_there();
            if computed {
                continue;
            }
            let found = self.value(&entry.key, value, unknown, hidden, expression, 0);
            if let Some(value) = found {
                entries.push(Entry { key: entry.key.clone(), at: entry.at, value });
            }
        }
        Attr { at: own.at, value: Value::Map(entries) }
    }

    fn value(
        &mut self,
        key: &str,
        value: Option<&'d Attr>,
        unknown: Option<&'d Attr>,
        hidden: Option<&'d Attr>,
        expression: Option<&'d Attr>,
        depth: usize,
    ) -> Option<Attr> {
        let own = self.own()?;
        let at = value.or(expression).map_or(own.at, |it| it.at);
        let is_told = value.is_some_and(|it| !matches!(it.value, Value::Nothing));
        if hidden.is_some_and(Attr::is_true) || is_told && depth == 0 && own.hidden.contains(&key) {
            self.notices.say(&WITHHELD, at, [own.address.to_string(), key.to_owned()]);
            return Some(Attr::unknown(at, Why::Sensitive));
        }
        if unknown.is_some_and(Attr::is_true) {
            return Some(self.later(key, at, expression, depth));
        }
        match (&value?.value, unknown.map(|it| &it.value)) {
            (Value::Map(entries), _) => {
                let mut all = Vec::new();
                let more = unknown.map(Attr::entries).unwrap_or_default();
                let mut seen = BTreeSet::new();
                for entry in entries.iter().chain(more).filter(|it| seen.insert(it.key.clone())) {
                    let of = |tree: Option<&'d Attr>| tree.and_then(|it| exact(it, &entry.key));
                    let found =
                        self.value(&entry.key, of(value), of(unknown), of(hidden), of(expression), depth + 1);
                    all.extend(found.map(|value| Entry { key: entry.key.clone(), at: entry.at, value }));
                }
                Some(Attr { at, value: Value::Map(all) })
            }
            (Value::List(items), _) => {
                let flags = unknown.map(Attr::items).unwrap_or_default();
                // Some of a list of ids: all that the expression names.
                if flags.iter().any(Attr::is_true) {
                    let known = items.iter().filter(|it| it.known().is_some()).cloned();
                    let later = self.later(key, at, expression, depth);
                    let all: Vec<Attr> = known.chain(later.items().iter().cloned()).collect();
                    return Some(Attr { at, value: Value::List(all) });
                }
                let blocks = expression.map(Attr::items).unwrap_or_default();
                let mut all = Vec::new();
                for (number, one) in items.iter().enumerate() {
                    // One block of the configuration may stand for many.
                    let block = if blocks.len() == items.len() { blocks.get(number) } else { blocks.first() };
                    let flag = flags.get(number).filter(|_| flags.len() == items.len());
                    let hidden = hidden.and_then(|it| it.items().get(number));
                    all.extend(self.value(key, Some(one), flag, hidden, block, depth + 1));
                }
                // A block that may be there once is a list of one.
                match all.as_mut_slice() {
                    [only] if matches!(only.value, Value::Map(_)) => Some(std::mem::take(only)),
                    _ => Some(Attr { at, value: Value::List(all) }),
                }
            }
            (Value::Text(text), _) if text.is_empty() => None,
            (Value::Text(_), _) => value.cloned(),
            (Value::Nothing | Value::Ref(_) | Value::Unknown(_), _) => None,
        }
    }

    /// What is known after apply, as far as the configuration says what it is.
    fn later(
        &mut self,
        key: &str,
        at: crate::model::attrs::At,
        expression: Option<&'d Attr>,
        depth: usize,
    ) -> Attr {
        let Some(own) = self.own() else { return Attr::unknown(at, Why::Later) };
        let found = expression.map_or(Vec::new(), |it| self.configuration.found(it, own));
        let found: Vec<Found> = found.into_iter().filter(|it| it.number != self.own).collect();
        let many = MANY.iter().any(|end| key.ends_with(end));
        let one = !many && ONE.iter().any(|end| key.ends_with(end));
        if found.is_empty() && (expression.is_some() || depth > 0) {
            return self.only(key, own, at);
        }
        let mentions: Vec<Mention> = found.iter().filter_map(|it| self.mention(it)).collect();
        if many {
            let all = mentions.into_iter().map(|it| Attr { at, value: Value::Ref(it) }).collect();
            return Attr { at, value: Value::List(all) };
        }
        if let [only] = mentions.as_slice() {
            return Attr { at, value: Value::Ref(only.clone()) };
        }
        if one {
            return self.paired(key, own, &found, at);
        }
        Attr { at, value: Value::Unknown(Unknown { why: Why::Later, text: "".into(), mentions }) }
    }

    fn mention(&self, found: &Found) -> Option<Mention> {
        let one = self.configuration.instances.get(found.number)?;
        // The id of a resource is the resource.
        let attribute = if &*found.attribute == "id" { "".into() } else { found.attribute.clone() };
        Some(Mention { item: one.address.clone(), attribute })
    }

    /// Of several, the one with the same index.
    fn paired(
        &mut self,
        key: &str,
        own: &Instance<'_>,
        found: &[Found],
        at: crate::model::attrs::At,
    ) -> Attr {
        let instances = self.configuration.instances;
        let same = |it: &&Found| {
            own.index.is_some() && instances.get(it.number).is_some_and(|it| it.index == own.index)
        };
        let exact: Vec<&Found> = found.iter().filter(|it| it.exact).collect();
        let same: Vec<&Found> = found.iter().filter(same).collect();
        let chosen = match (exact.as_slice(), same.as_slice()) {
            ([only], _) => Some((*only, false)),
            (_, [only]) => Some((*only, true)),
            _ => None,
        };
        if let Some((one, inferred)) = chosen
            && let Some(mention) = self.mention(one)
        {
            if inferred {
                let why = format!("`{key}` is `{}`, which has the same index", mention.item);
                self.notices.say(&INFERRED, at, [own.address.to_string(), why]);
                self.inferred.push((own.address.clone(), mention.clone()));
            }
            return Attr { at, value: Value::Ref(mention) };
        }
        if !found.is_empty() {
            self.notices.say(&AMBIGUOUS, at, [format!("{}.{key}", own.address)]);
        }
        Attr::unknown(at, Why::Later)
    }

    /// The only resource that may be meant, where the configuration does not say which: in the same module, else at all, and
    /// of several those of the same VPC.
    fn only(&mut self, key: &str, own: &'d Instance<'d>, at: crate::model::attrs::At) -> Attr {
        let Some((_, types)) = FITTING.iter().find(|it| it.0 == key) else {
            return Attr::unknown(at, Why::Later);
        };
        let instances = self.configuration.instances;
        let fits = |number: &usize| {
            *number != self.own
                && instances.get(*number).is_some_and(|it| !it.is_data && types.contains(&it.ty))
        };
        let all: Vec<usize> = (0..instances.len()).filter(fits).collect();
        let here = |it: &&usize| instances.get(**it).is_some_and(|it| it.module == own.module);
        let near: Vec<usize> = all.iter().filter(here).copied().collect();
        let mut some = if near.is_empty() { all } else { near };
        if some.len() > 1 {
            let vpc = self.vpc(own);
            let mut same: Vec<usize> = Vec::new();
            for number in &some {
                if vpc.is_some() && instances.get(*number).and_then(|it| self.vpc(it)) == vpc {
                    same.push(*number);
                }
            }
            if !same.is_empty() {
                some = same;
            }
        }
        if let [only] = some.as_slice()
            && let Some(one) = instances.get(*only)
        {
            let why = format!("`{key}` is `{}`, the only one that may be meant", one.address);
            self.notices.say(&INFERRED, at, [own.address.to_string(), why]);
            let mention = Mention { item: one.address.clone(), attribute: "".into() };
            self.inferred.push((own.address.clone(), mention.clone()));
            return Attr { at, value: Value::Ref(mention) };
        }
        if !some.is_empty() {
            self.notices.say(&AMBIGUOUS, at, [format!("{}.{key}", own.address)]);
        }
        Attr::unknown(at, Why::Later)
    }

    /// The VPC that a resource names, or the subnet that it names.
    fn vpc(&self, one: &'d Instance<'d>) -> Option<usize> {
        let said = self.configuration.of_instance(one).and_then(|it| exact(it, "expressions"))?;
        let found = |key: &str| Some(self.configuration.found(exact(said, key)?, one));
        if let Some([only]) = found("vpc_id").as_deref() {
            return Some(only.number);
        }
        let subnets = found("subnet_id")?;
        let subnet = self.configuration.instances.get(subnets.first()?.number)?;
        if subnet.address == one.address { None } else { self.vpc(subnet) }
    }
}
