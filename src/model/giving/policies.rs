//! What lets resources call others: roles, and what is called says itself.

use super::{Exporting, Giving, list, mixed, say, tree};
use crate::{
    base::NodeId,
    model::{attrs::Attr, connection::Access},
};

/// A service of the provider's that calls others.
#[derive(Clone, Debug)]
pub struct Caller {
    /// What policies call it.
    pub principal: &'static str,
    /// The key of the condition under which it may, `SourceArn` or `SourceAccount`, and its value.
    pub condition: (&'static str, Attr),
}

/// The statements of a policy.
pub fn document(statements: Vec<Attr>) -> Attr {
    tree([("Version", say("2012-10-17")), ("Statement", list(statements))])
}

impl<'g> Giving<'g> {
    /// A role that a service takes for the resource, and that lets it call what it calls; its ARN. Nothing if it needs none
    /// and `always` does not ask for one.
    pub fn role(&mut self, service: &str, policies: &[&str], always: bool) -> Option<Attr> {
        let mut targets: Vec<(&NodeId, &dyn Exporting)> = Vec::new();
        for (to, connection) in self.calls() {
            let kind = self.site.resource(to).map(|it| it.1.resource.as_exporting());
            let Some(kind) = kind.filter(|it| !it.actions().is_empty()) else { continue };
            let is_use = !matches!(connection.kind, Access::Network | Access::Reference);
            if is_use && targets.iter().all(|it| it.0 != to) {
                targets.push((to, kind));
            }
        }
        if targets.is_empty() && policies.is_empty() && !always {
            return None;
        }
        let statements = targets.iter().map(|(to, kind)| {
            tree([
                ("Effect", say("Allow")),
                ("Action", list(kind.actions().iter().map(say))),
                ("Resource", list(kind.named_by_policies(self, to))),
            ])
        });
        let statements: Vec<Attr> = statements.collect();
        let arn = self.plain_role("Role", service, policies);
        let role = self.part("Role");
        if !statements.is_empty() {
            // By itself: what it names may need the role.
            let policy = tree([
                ("PolicyName", say("calls")),
                ("PolicyDocument", document(statements)),
                ("Roles", list([role])),
            ]);
            self.add("Policy", "AWS::IAM::Policy", policy);
        }
        Some(arn)
    }

    /// A role that a service takes, and that names nothing of the design; its ARN.
    pub fn plain_role(&mut self, name: &str, service: &str, policies: &[&str]) -> Attr {
        let trusted = tree([
            ("Effect", say("Allow")),
            ("Principal", tree([("Service", say(service))])),
            ("Action", say("sts:AssumeRole")),
        ]);
        let mut role = tree([("AssumeRolePolicyDocument", document(vec![trusted]))]);
        if !policies.is_empty() {
            let arn = |it: &&str| mixed(format!("arn:${{AWS::Partition}}:iam::aws:policy/{it}"));
            role.put("ManagedPolicyArns", list(policies.iter().map(arn)));
        }
        let role = self.add(name, "AWS::IAM::Role", role);
        self.attribute_of(&role, "Arn")
    }

    /// What the provider calls the resource for on its own, with who calls and under which condition it may.
    pub fn callers(&self) -> Vec<(&'g NodeId, Caller)> {
        let site = self.site;
        let mut all: Vec<(&NodeId, Caller)> = Vec::new();
        for from in site.incoming().filter(|it| it.authorized).filter_map(|it| it.ends().map(|it| it.0)) {
            let caller = site.resource(from).and_then(|it| it.1.resource.as_exporting().caller(self, from));
            if let Some(caller) = caller.filter(|_| self.has(from) && all.iter().all(|it| it.0 != from)) {
                all.push((from, caller));
            }
        }
        all.sort_by(|a, b| a.0.cmp(b.0));
        all
    }

    /// The policy of the resource, by which it lets the provider's services do something with it.
    pub fn resource_policy(&mut self, ty: &str, owner: &str, action: &str) {
        let own = self.arn(self.id());
        let statements = self.callers().into_iter().map(|(_, caller)| {
            let (key, value) = caller.condition;
            tree([
                ("Effect", say("Allow")),
                ("Principal", tree([("Service", say(caller.principal))])),
                ("Action", say(action)),
                ("Resource", own.clone()),
                (
                    "Condition",
                    tree([("ArnLike", tree([])), ("StringEquals", tree([]))].into_iter().filter_map(
                        |(kind, mut test)| {
                            let is_arn = key == "SourceArn";
                            test.put(&format!("aws:{key}"), value.clone());
                            ((kind == "ArnLike") == is_arn).then_some((kind, test))
                        },
                    )),
                ),
            ])
        });
        let statements: Vec<Attr> = statements.collect();
        if !statements.is_empty() {
            let policy = tree([(owner, list([self.own()])), ("PolicyDocument", document(statements))]);
            self.add("Admission", ty, policy);
        }
    }
}
