//! The internet as a place in the drawing.

use crate::base::text;
use crate::model::{
    connection::Access,
    fact::{CallFact, CallsFrom, NetFact, Takes, Transfer},
    resource::{Resource, resource},
    site::Site,
};

resource! {
    /// Everything with a public address that the drawing does not show.
    #[ko = "설계에 없는, 공인 주소를 가진 모든 것."]
    pub struct Internet: "Internet" | "인터넷" {
        short: "Internet",
        icon: "internet",
        stencil: "internet",
        group: Outside,
        service: None,
        look: Card,
        stands_in: [],
        roles: [],
        source: "https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html",
        rules: [],
        fields {}
    }
}

impl Resource for Internet {
    fn transfer(&self) -> Transfer {
        Transfer::Outside
    }

    fn net_facts(&self, _: Site<'_>) -> Vec<NetFact> {
        vec![NetFact::Outside { addresses: Vec::new() }]
    }

    fn call_facts(&self, _: Site<'_>) -> Vec<CallFact> {
        vec![
            CallFact::Calls(CallsFrom::Outside),
            CallFact::Takes(Takes {
                access: Access::Network,
                from: &[CallsFrom::Code],
                authority: &text!("no authority", "권한 부여자 없음"),
            }),
        ]
    }
}

impl crate::model::taking::Importing for Internet {}

impl crate::model::giving::Exporting for Internet {}
