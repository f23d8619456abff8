//! Region.

use crate::{
    base::RegionName,
    model::resource::{Resource, resource},
};

resource! {
    /// A separate geographic area of AWS. Prices and service addresses belong to one.
    #[ko = "AWS의 독립된 지리적 영역. 가격과 서비스 주소는 리전마다 다르다."]
    pub struct Region: "Region" | "리전" {
        short: "Region",
        icon: "region",
        group: Network,
        look: Area,
        stands_in: [],
        roles: [],
        source: "https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html",
        rules: [],
        fields {
            /// The region's code.
            #[ko = "리전 코드."]
            pub region_name: RegionName = RegionName::default(), "Region" | "리전", { example: "us-east-1" };
        }
    }
}

impl Resource for Region {
    fn headline(&self) -> String {
        self.region_name.to_string()
    }

    fn region(&self) -> Option<&RegionName> {
        Some(&self.region_name)
    }
}
