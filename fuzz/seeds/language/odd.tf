module "self" { source = "./" }
locals {
  a = local.b
  b = [local.a, 1, { k = 1, k = 2, "k" = 3 }]
  c = jsonencode(setproduct(range(30), range(30), ["x"]))
  d = replace("aaa", "/(a)/", "$1$1${local.c}")
  e = format("%05.2f|%-10s|%q", 1 / 3, upper("é"), <<EOT
 ${~ "x" ~}
EOT
  )
}
resource "aws_vpc" "v" {
  count      = var.none ? 1 : 0
  cidr_block = cidrsubnet("10.0.0.0/8", 8, length(local.c))
  tags       = { for n, it in local.b : n => it... }
}
resource "aws_route" "r" {
  for_each       = aws_vpc.v[*].tags
  route_table_id = try(aws_vpc.v[0].main_route_table_id, null)
}
module "away" {
  source = "git::https://example.com/x.git"
  vpc    = one(aws_vpc.v).id
}
variable "none" {}
