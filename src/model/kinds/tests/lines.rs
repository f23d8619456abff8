//! What breaks the rules of what lies between networks: peering, transit gateways, private lines, and the Region's
//! counts of them.

use super::{Case, many, of, rows};
use serde_json::json;

/// What breaks each rule.
#[rustfmt::skip]
pub(super) fn cases() -> Vec<Case> {
    let attachment = |vpc: &str, subnet: &str| json!({"kind": "transit_gateway_attachment", "in": "r",
        "transit_gateway_id": "tgw", "vpc_id": vpc, "subnet_ids": [subnet]});
    let foreign = json!({"kind": "transit_gateway_route_table", "in": "r", "transit_gateway_id": "tgw2"});
    vec![
        of("REG005", many(2500, |_| json!({"kind": "security_group", "in": "v"}))),
        of("REG006", many(5000, |_| json!({"kind": "network_interface", "in": "s"}))),
        of("REG007", many(100, |_| json!({"kind": "prefix_list", "in": "r"}))),
        of("REG008", many(4, |_| json!({"kind": "transit_gateway", "in": "r"}))),
        of("REG009", many(5, |_| json!({"kind": "vpn_gateway", "in": "r"}))),
        of("REG010", many(50, |_| json!({"kind": "vpn_connection", "in": "r"}))),
        of("REG011", {
            let mut all = many(51, |_| json!({"kind": "customer_gateway"}));
            let vpns = (0..51).map(|i| (format!("n{i}"),
                json!({"kind": "vpn_connection", "in": "r", "customer_gateway_id": format!("x{i}")})));
            all.as_object_mut().unwrap().extend(vpns);
            all
        }),
        of("PCX001", json!({"v2": {"secondary_cidr_blocks": ["10.0.128.0/17"]}})),
        of("PCX001", json!({"v": {"ipv6_cidr_blocks": ["2600:1f13::/56"]}})),
        of("PCX002", json!({"x": {"kind": "vpc_peering_connection", "in": "r", "vpc_id": "v2", "peer_vpc_id": "v"}})),
        of("PCX003", json!({"pcx": {"peer_vpc_id": "v"}})),
        of("PCX004", json!({"pcx": {"peer_vpc_id": null}})),
        of("PCX004", json!({"pcx": {"vpc_id": null}})),
        of("PCX005", json!({"main": {"routes": []}})),
        of("PCX006", json!({"pcx": {"accepted": false}})),
        of("PCX007", json!({"main": {"routes": []}, "pub2": {"routes": []}})),
        of("TGW001", json!({"x": foreign, "tgw": {"association_default_route_table_id": "x"}})),
        of("TGW001", json!({"x": foreign, "tgw": {"propagation_default_route_table_id": "x"}})),
        of("TGW002", json!({"x": {"kind": "transit_gateway", "in": "r"}})),
        of("TGW003", many(20, |_| json!({"kind": "transit_gateway_route_table", "in": "r", "transit_gateway_id": "tgw"}))),
        of("TGW004", many(5000, |_| attachment("v", "s"))),
        of("TGW005", many(50, |_| json!({"kind": "transit_gateway_peering", "in": "r", "transit_gateway_id": "tgw"}))),
        of("TGW006", json!({"trt": {"routes": rows(10_001, json!({}))}})),
        of("TGA001", json!({"x": attachment("v", "s")})),
        of("TGA002", json!({"att": {"subnet_ids": ["s", "p"]}})),
        of("TGA003", json!({"s2": {"ipv6_native": true, "ipv6_cidr_block": "2600:1f13::/64"}})),
        of("TGA004", json!({"att": {"subnet_ids": ["s2"]}})),
        of("TGA005", json!({"x": foreign, "att": {"transit_gateway_route_table_id": "x"}})),
        of("TGA005", json!({"x": foreign, "att": {"propagation_route_table_ids": ["x"]}})),
        of("TGA006", json!({"att": {"vpc_id": null}})),
        of("TGA006", json!({"att": {"subnet_ids": []}})),
        of("TGA006", json!({"att": {"transit_gateway_id": null}})),
        of("TGA007", json!({"x": {"kind": "subnet", "in": "v", "cidr_block": "10.0.7.0/24", "availability_zone": "c"}})),
        of("TGA008", json!({"x": {"kind": "vpc", "in": "r", "cidr_block": "10.0.0.0/20"},
            "xs": {"kind": "subnet", "in": "x", "cidr_block": "10.0.1.0/24"}, "xa": attachment("x", "xs")})),
        of("TGA009", json!({"main": {"routes": []}})),
        of("TGA010", json!({"x": {"kind": "region", "region_name": "eu-west-1"}, "v2": {"in": "x"}})),
        of("TGP001", json!({"x": {"kind": "transit_gateway_peering", "in": "r", "transit_gateway_id": "tgw",
            "peer_attachment_id": "y"}, "y": {"kind": "transit_gateway_peering", "in": "r", "transit_gateway_id": "tgw2"}})),
        of("TGP002", json!({"tp2": {"transit_gateway_id": "tgw"}})),
        of("TGP003", json!({"tp": {"peer_attachment_id": null}})),
        of("TGP003", json!({"tp": {"transit_gateway_id": null}})),
        of("TGP004", json!({"x": foreign, "tp": {"transit_gateway_route_table_id": "x"}})),
        of("TGP005", json!({"x": {"kind": "transit_gateway_peering", "in": "r", "transit_gateway_id": "tgw",
            "peer_attachment_id": "tp2"}})),
        of("TGR001", json!({"trt": {"routes": [{}, {}]}})),
        of("TGR002", json!({"trt": {"routes": [{"transit_gateway_attachment_id": "tp2"}]}})),
        of("TGR003", json!({"trt": {"transit_gateway_id": null}})),
        of("TGR004", json!({"x": foreign})),
        of("VGW001", json!({"x": {"kind": "vpn_gateway", "in": "v"}})),
        of("VGW002", json!({"x": {"kind": "vpn_gateway", "in": "r"}})),
        of("VGW003", json!({"pri": {"routes": [{"destination": "192.0.0.0/8", "target": "vgw"}]}})),
        of("VGW004", json!({"x": {"kind": "vpn_gateway", "in": "r"}})),
        of("VGW005", many(10, |_| json!({"kind": "vpn_connection", "in": "r", "gateway_id": "vgw"}))),
        of("VGW006", json!({"vpn": {"prefixes": (0..101).map(|i| format!("192.168.{i}.0/24")).collect::<Vec<_>>()}})),
        of("CGW001", json!({"cgw": {"cidrs": []}})),
        of("CGW002", json!({"x": {"kind": "customer_gateway", "cidrs": ["172.16.0.0/16"]}})),
        of("CGW003", json!({"cgw": {"firewall": true}})),
        of("VPN001", json!({"vpn": {"gateway_id": null}})),
        of("VPN001", json!({"vpn": {"customer_gateway_id": null}})),
        of("VPN002", json!({"vpn": {"tunnels_up": 0}})),
        of("VPN003", json!({"vpn": {"prefixes": ["2001:db8::/48"]}})),
        of("VPN004", json!({"vpn": {"prefixes": []}})),
        of("VPN005", json!({"x": foreign, "vpn": {"gateway_id": "tgw", "transit_gateway_route_table_id": "x"}})),
        of("VPN005", json!({"x": foreign, "vpn": {"gateway_id": "tgw", "propagation_route_table_ids": ["x"]}})),
        of("VPN006", json!({"vpn": {"tunnels_up": 1}})),
        of("VPN007", json!({"vpn": {"gateway_id": "tgw", "prefixes": rows(1001, json!("192.168.0.0/16"))}})),
        of("DXV001", json!({"dx": {"gateway_id": null}})),
        of("DXV001", json!({"dx": {"customer_gateway_id": null}})),
        of("DXV002", json!({"dx": {"gateway_id": "tgw"}})),
        of("DXV002", json!({"dx": {"virtual_interface_type": "public"}})),
        of("DXV003", json!({"dx": {"virtual_interface_type": "public", "gateway_id": null}})),
        of("DXV004", json!({"dx": {"prefixes": []}})),
        of("DXV005", json!({"x": foreign, "dx": {"virtual_interface_type": "transit", "gateway_id": "tgw",
            "transit_gateway_route_table_id": "x"}})),
        of("DXV006", json!({"dx": {"available": false}})),
        of("DXV007", json!({"dx": {"virtual_interface_type": "transit", "gateway_id": "tgw"}})),
    ]
}
