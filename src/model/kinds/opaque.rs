//! A resource of a type that Plat does not model: drawn with what it names, so that an import loses nothing.

use crate::model::{
    resource::{Resource, resource},
    taking::Taking,
};
use crate::model::giving::{Exporting, Giving};
use crate::model::giving::json;
use std::rc::Rc;

resource! {
    /// A resource that an import found and that Plat does not model. No answer is made of it.
    #[ko = "가져온 파일에 있지만 Plat이 모델링하지 않는 리소스. 어떤 답에도 쓰이지 않는다."]
    pub struct Opaque: "Other resource" | "기타 리소스" {
        short: "Other",
        icon: "opaque",
        group: Drawing,
        service: None,
        look: Card,
        stands_in: [Region, Vpc, Subnet],
        roles: [],
        source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html",
        rules: [],
        fields {
            /// The provider's type.
            #[ko = "제공자의 리소스 타입."]
            pub resource_type: String = String::new(), "Type" | "타입", { example: "AWS::GameLift::Fleet" };
            /// Its properties as JSON, without secrets.
            #[ko = "비밀을 뺀 속성(JSON)."]
            pub properties: String = String::new(), "Properties" | "속성";
        }
    }
}

impl Resource for Opaque {
    fn headline(&self) -> String {
        self.resource_type.clone()
    }
}

impl crate::model::taking::Importing for Opaque {
    fn take(&mut self, taking: &mut Taking<'_>) {
        self.resource_type = taking.item.ty.to_string();
        self.properties = taking.item.properties.compact();
    }

    fn is_opaque(&self) -> bool {
        true
    }
}

impl Exporting for Opaque {
    /// To where it was read from.
    fn written(&self) -> Option<Rc<str>> {
        let is_known = self.resource_type.contains("::") || self.resource_type.starts_with("aws_");
        is_known.then(|| self.resource_type.as_str().into())
    }

    fn is_tagged(&self) -> bool {
        false
    }

    /// As it was read.
    fn give(&self, giving: &mut Giving<'_>) {
        if let Some(properties) = json(&self.properties) {
            giving.item.properties = giving.with_references(properties);
        }
    }
}
