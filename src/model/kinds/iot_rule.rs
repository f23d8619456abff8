//! IoT rule.

use crate::{
    base::text,
    model::{
        connection::Access,
        fact::{CallFact, Calls, CallsFrom, Meter, Takes, Usage},
        resource::{Resource, resource},
        site::Site,
        taking::{Importing, Import, Taking},
    },
};
use crate::model::giving::{Exporting, Giving, Caller, say, list, tree, to_do};
use crate::base::NodeId;

resource! {
    /// Picks messages that devices publish, and hands them on.
    #[ko = "기기가 게시한 메시지를 골라 넘긴다."]
    pub struct IotRule: "IoT rule" | "IoT 규칙" {
        short: "IoT rule",
        icon: "iot_rule",
        group: Messages,
        service: Baas,
        look: Card,
        stands_in: [Region],
        roles: [],
        source: "https://docs.aws.amazon.com/iot/latest/developerguide/iot-rules.html",
        rules: [],
        fields {
            /// Which messages it picks.
            #[ko = "골라낼 메시지를 정하는 SQL."]
            pub sql: String = String::new(), "SQL" | "SQL", { example: "SELECT * FROM 'plant/+/temperature'" };
        }
    }
}

/// A message counts by started 5 KB. <https://aws.amazon.com/iot-core/pricing/>
const STEP: u32 = 5 * 1024;

impl Resource for IotRule {
    fn call_facts(&self, _: Site<'_>) -> Vec<CallFact> {
        vec![
            CallFact::Calls(CallsFrom::Events),
            CallFact::Calls(CallsFrom::Provider),
            CallFact::Takes(Takes {
                access: Access::Invoke,
                from: &[CallsFrom::Code, CallsFrom::Outside],
                authority: &text!("the device's certificate and its policy", "기기의 인증서와 그 정책"),
            }),
        ]
    }

    fn standard(&self) -> Option<&'static str> {
        Some("MQTT")
    }

    fn meters(&self, _: Site<'_>, usage: &Usage<'_>) -> Vec<Meter> {
        let counted = usage.sum(|it| Calls::steps(it.request_size, STEP));
        vec![
            Meter::marginal("iot.messages", &text!("messages", "메시지"), counted),
            Meter::marginal("iot.rules", &text!("rules triggered", "규칙 실행"), counted),
        ]
    }
}

impl Importing for IotRule {
    fn imports(&self) -> &'static [Import] {
        const { &[Import::named("AWS::IoT::TopicRule", &[("sql", "TopicRulePayload.Sql")])] }
    }

    fn take(&mut self, taking: &mut Taking<'_>) {
        let actions = taking.get("TopicRulePayload.Actions");
        let named: Vec<_> = actions.into_iter().flat_map(|it| it.mentions()).cloned().collect();
        for mention in named {
            if let Some((to, _)) = taking.names.node(&mention) {
                taking.connect(taking.id.clone(), to, None);
            }
        }
    }
}

impl Exporting for IotRule {
    fn caller(&self, giving: &Giving<'_>, id: &NodeId) -> Option<Caller> {
        Some(Caller { principal: "iot.amazonaws.com", condition: ("SourceArn", giving.arn(id)) })
    }

    fn give(&self, giving: &mut Giving<'_>) {
        let sql = if self.sql.is_empty() { to_do() } else { say(&self.sql) };
        giving.put("TopicRulePayload.Sql", sql);
        let functions = super::messaging::functions(giving).into_iter();
        let actions = functions.map(|to| {
            let mut action = tree([]);
            action.put("Lambda.FunctionArn", giving.arn(to));
            action
        });
        let actions: Vec<_> = actions.collect();
        giving.put("TopicRulePayload.Actions", list(actions));
    }
}
