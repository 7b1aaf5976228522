# One identity per workload, so that no workload can do what another may.
resource "azurerm_user_assigned_identity" "this" {
  for_each = var.identities

  name                = "temporal-${var.cluster}-${each.key}"
  resource_group_name = var.resource_group
  location            = var.region
}

locals {
  subjects = merge([
    for name, identity in var.identities : {
      for subject in identity.subjects : "${name}/${subject}" => { identity = name, subject = subject }
    }
  ]...)
}

# Trust in exactly one service account each: no secret exists that could leak.
resource "azurerm_federated_identity_credential" "this" {
  for_each = local.subjects

  # The subject without what all have in common: <namespace>-<service account>.
  name                = replace(trimprefix(each.value.subject, "system:serviceaccount:"), ":", "-")
  resource_group_name = var.resource_group
  parent_id           = azurerm_user_assigned_identity.this[each.value.identity].id
  issuer              = var.oidc_issuer_url
  subject             = each.value.subject
  audience            = ["api://AzureADTokenExchange"]
}
