provider "aws" {
  region = var.region
  default_tags {
    tags = { Owner = "us" }
  }
}

variable "region" {
  type    = string
  default = "eu-west-1"
}

variable "tiers" {
  type = map(object({ offset = number, public = optional(bool, false) }))
  default = {
    web  = { offset = 0, public = true }
    data = { offset = 4 }
  }
}

locals {
  zones = slice(data.aws_availability_zones.all.names, 0, 2)
  subnets = merge([
    for tier, it in var.tiers : {
      for n, zone in local.zones : "${tier}-${n}" => {
        zone = zone, public = it.public, block = cidrsubnet(aws_vpc.main.cidr_block, 8, it.offset + n)
      }
    }
  ]...)
}

data "aws_availability_zones" "all" {}

resource "aws_vpc" "main" {
  cidr_block = "10.20.0.0/16"
}

resource "aws_internet_gateway" "out" {
  vpc_id = aws_vpc.main.id
}

resource "aws_subnet" "all" {
  for_each                = local.subnets
  vpc_id                  = aws_vpc.main.id
  cidr_block              = each.value.block
  availability_zone       = each.value.zone
  map_public_ip_on_launch = each.value.public
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.main.id
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.out.id
  }
}

resource "aws_route_table_association" "public" {
  for_each       = { for name, it in local.subnets : name => it if it.public }
  subnet_id      = aws_subnet.all[each.key].id
  route_table_id = aws_route_table.public.id
}

resource "aws_security_group" "web" {
  vpc_id = aws_vpc.main.id
  dynamic "ingress" {
    for_each = toset([80, 443])
    iterator = port
    content {
      from_port   = port.value
      to_port     = port.value
      protocol    = "tcp"
      cidr_blocks = ["0.0.0.0/0"]
    }
  }
}

resource "aws_instance" "web" {
  count                  = 2
  instance_type          = "t3.small"
  subnet_id              = element([for name, it in aws_subnet.all : it.id if startswith(name, "web")], count.index)
  vpc_security_group_ids = [aws_security_group.web.id]
  user_data              = <<-EOT
    %{ for n in range(2) ~}
    echo ${n} ${try(aws_vpc.main.none.such, "none")}
    %{ endfor ~}
  EOT
}

output "ids" {
  value = aws_instance.web[*].id
}
