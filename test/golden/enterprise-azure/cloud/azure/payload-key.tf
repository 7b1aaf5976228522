data "azurerm_key_vault" "payload" {
  count = var.payload_key == null ? 0 : 1

  name                = var.payload_key.vault
  resource_group_name = coalesce(var.vault_resource_group, var.resource_group)

  lifecycle {
    postcondition {
      condition     = self.purge_protection_enabled
      error_message = "The vault has no purge protection: whoever deletes the key could destroy every payload at once. az keyvault update --enable-purge-protection true"
    }
  }
}

resource "azurerm_key_vault_key" "payload" {
  count = var.payload_key == null ? 0 : 1

  name         = var.payload_key.name
  key_vault_id = data.azurerm_key_vault.payload[0].id
  key_type     = "RSA"
  key_size     = 3072
  key_opts     = ["wrapKey", "unwrapKey"]

  # No expiry: an old version must go on unwrapping for as long as anything that it wrapped is kept.
  dynamic "rotation_policy" {
    for_each = var.payload_key.rotate_after == null ? [] : [var.payload_key.rotate_after]

    content {
      automatic {
        time_after_creation = rotation_policy.value
      }
    }
  }

  lifecycle {
    prevent_destroy = true
  }
}

# Get, wrap and unwrap with this one key; the role can neither read other keys nor manage any.
resource "azurerm_role_assignment" "payload_key" {
  for_each = { for name, identity in var.identities : name => identity if identity.payload_key }

  scope                = azurerm_key_vault_key.payload[0].resource_versionless_id
  role_definition_name = "Key Vault Crypto Service Encryption User"
  principal_id         = azurerm_user_assigned_identity.this[each.key].principal_id
  principal_type       = "ServicePrincipal"
}
