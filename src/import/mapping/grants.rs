//! What roles let resources do: statements of policies that name other resources.
//!
//! A statement that names a resource is taken for a wish to call it. Of what it allows only this is weighed: whether items
//! are read, and whether they are written; then one of each is for each call. What else an action does to a kind of target,
//! the target says by what it takes.

use super::{Draft, names::Known};
use crate::model::{
    attrs::{Attr, Item, Mention},
    taking::{Names, Wanted},
};
use std::{collections::BTreeMap, rc::Rc};

/// Properties that name the role that a resource acts as.
const ROLES: [&str; 6] =
    ["Role", "RoleArn", "TaskDefinition.TaskRoleArn", "ExecutionRoleArn", "Credentials", "RoleARN"];
/// Types that may have policies of their own: those of the Serverless Application Model.
const WITH_POLICIES: [&str; 2] = ["AWS::Lambda::Function", "AWS::StepFunctions::StateMachine"];

/// What somebody may do with a resource that is named.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Rights {
    reads: bool,
    writes: bool,
}

impl Rights {
    /// Those of an action: `dynamodb:GetItem`, with wildcards.
    fn of_action(action: &str) -> Self {
        const READS: [&str; 9] =
            ["get", "batchget", "query", "scan", "list", "head", "select", "receive", "partiqlselect"];
        /// What is about the resource, not about what it holds.
        const NEITHER: [&str; 5] = ["describe", "tag", "untag", "conditioncheck", "updatetable"];
        let verb = action.rsplit(':').next().unwrap_or_default().to_ascii_lowercase();
        let starts = |words: &[&str]| words.iter().any(|it| verb.starts_with(it));
        if verb.starts_with('*') {
            return Self { reads: true, writes: true };
        }
        let reads = starts(&READS);
        Self { reads, writes: !reads && !starts(&NEITHER) }
    }

    /// Those of a policy template, by its name.
    /// <https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-policy-template-list.html>
    fn of_template(name: &str) -> Self {
        let has = |words: &[&str]| words.iter().any(|it| name.contains(it));
        let both = has(&["Crud", "FullAccess"]) && !has(&["Backup"]);
        Self {
            reads: both || has(&["Read", "Get", "Poller"]),
            writes: both || has(&["Write", "Put", "Send", "Publish"]),
        }
    }

    fn or(self, other: Self) -> Self {
        Self { reads: self.reads || other.reads, writes: self.writes || other.writes }
    }
}

/// What is named, and what may be done with it.
type Allowed<'i> = Vec<(&'i Mention, Rights)>;

/// Connections that follow from policies: of roles, and of what has some of its own.
pub(super) fn wanted(items: &[&Item], drafts: &[Draft<'_>], known: &Known<'_>) -> Vec<Wanted> {
    let mut named: BTreeMap<Rc<str>, Allowed<'_>> = BTreeMap::new();
    // A policy that stands by itself lets roles do something that name it, or that something attaches it to.
    let mut policies: BTreeMap<Rc<str>, Allowed<'_>> = BTreeMap::new();
    for item in items.iter().filter(|it| &*it.ty == "AWS::IAM::ManagedPolicy") {
        policies.insert(item.id.clone(), of_item(item));
    }
    let attached = |some: &mut dyn Iterator<Item = &Mention>| {
        some.filter_map(|it| policies.get(&it.item)).flatten().copied().collect::<Vec<_>>()
    };
    for item in items {
        let roles: Vec<Rc<str>> = match &*item.ty {
            "AWS::IAM::Role" => vec![item.id.clone()],
            "AWS::IAM::Policy" | "AWS::IAM::ManagedPolicy" => {
                let roles = item.properties.get("Roles");
                roles.map(Attr::mentions).unwrap_or_default().into_iter().map(|it| it.item.clone()).collect()
            }
            _ => continue,
        };
        let mut allowed = of_item(item);
        let more = item.properties.get("ManagedPolicyArns").map(Attr::mentions).unwrap_or_default();
        let more = attached(&mut more.into_iter().chain(allowed.iter().map(|it| it.0)));
        allowed.extend(more);
        for role in roles {
            named.entry(role).or_default().extend(allowed.iter().copied());
        }
    }
    let mut wanted = Vec::new();
    for draft in drafts {
        // What runs containers has the role of their description.
        let task = draft.item.properties.get("TaskDefinition").map(Attr::mentions).unwrap_or_default();
        let task = task.into_iter().filter_map(|it| known.item(it)?.properties.get("TaskRoleArn"));
        let own = ROLES.iter().filter_map(|path| draft.item.properties.along(path));
        let roles = own.chain(task).flat_map(Attr::mentions);
        let mut allowed: Allowed<'_> =
            roles.filter_map(|role| named.get(&role.item)).flatten().copied().collect();
        if WITH_POLICIES.contains(&&*draft.item.ty) {
            for policy in draft.item.properties.get("Policies").map(Attr::items).unwrap_or_default() {
                let own = of_policy(policy);
                allowed.extend(attached(&mut own.iter().map(|it| it.0)));
                allowed.extend(own);
            }
        }
        for (mention, rights) in allowed {
            if let Some((to, _)) = known.mention(mention).filter(|it| it.0 != draft.id) {
                let (reads, writes) = (u8::from(rights.reads).into(), u8::from(rights.writes).into());
                wanted.push(Wanted { reads, writes, ..Wanted::new(draft.id.clone(), to, None) });
            }
        }
    }
    wanted
}

/// What the documents of an item allow.
fn of_item(item: &Item) -> Allowed<'_> {
    let documents = ["Policies.PolicyDocument", "PolicyDocument"];
    documents.iter().flat_map(|path| item.properties.each_along(path)).flat_map(of_document).collect()
}

/// What one of the policies allows that a resource has by itself: a document, a template by its name, or a policy that
/// stands elsewhere.
fn of_policy(policy: &Attr) -> Allowed<'_> {
    if policy.get("Statement").is_some() {
        return of_document(policy);
    }
    if policy.entries().is_empty() {
        return policy.mentions().into_iter().map(|it| (it, Rights::default())).collect();
    }
    let templates = policy.entries().iter().flat_map(|it| {
        let rights = Rights::of_template(&it.key);
        it.value.mentions().into_iter().map(move |mention| (mention, rights))
    });
    templates.collect()
}

/// What the statements of a document allow.
fn of_document(document: &Attr) -> Allowed<'_> {
    let statements = document.get("Statement").map(Attr::items).unwrap_or_default();
    let allowed = statements.iter().filter(|it| it.known_at("Effect") != Some("Deny"));
    let of_statement = |it: &'_ Attr| -> Rights {
        let actions = it.get("Action").map(Attr::items).unwrap_or_default();
        let all = actions.iter().filter_map(Attr::known).map(Rights::of_action);
        all.fold(Rights::default(), Rights::or)
    };
    let named = allowed.filter_map(|it| Some((it.get("Resource")?, of_statement(it))));
    named.flat_map(|(attr, rights)| attr.mentions().into_iter().map(move |it| (it, rights))).collect()
}

#[cfg(test)]
mod tests {
    use super::Rights;

    #[test]
    fn actions_read_or_write() {
        for (action, reads, writes) in [
            ("dynamodb:GetItem", true, false),
            ("dynamodb:BatchGetItem", true, false),
            ("dynamodb:BatchWriteItem", false, true),
            ("dynamodb:UpdateItem", false, true),
            ("dynamodb:UpdateTable", false, false),
            ("dynamodb:DescribeTable", false, false),
            ("dynamodb:*", true, true),
            ("s3:Get*", true, false),
            ("s3:PutObject", false, true),
            ("*", true, true),
        ] {
            assert_eq!(Rights::of_action(action), Rights { reads, writes }, "{action}");
        }
        for (template, reads, writes) in [
            ("DynamoDBCrudPolicy", true, true),
            ("DynamoDBReadPolicy", true, false),
            ("DynamoDBWritePolicy", false, true),
            ("DynamoDBBackupFullAccessPolicy", false, false),
            ("S3ReadPolicy", true, false),
            ("S3FullAccessPolicy", true, true),
        ] {
            assert_eq!(Rights::of_template(template), Rights { reads, writes }, "{template}");
        }
    }
}
