data "azurerm_key_vault" "secrets" {
  count = var.secrets_vault == null ? 0 : 1

  name                = var.secrets_vault
  resource_group_name = coalesce(var.vault_resource_group, var.resource_group)
}

# The values themselves are not here: a value in this module would lie in its state.
resource "azurerm_role_assignment" "secrets" {
  for_each = { for name, identity in var.identities : name => identity if identity.vault_secrets }

  scope                = data.azurerm_key_vault.secrets[0].id
  role_definition_name = "Key Vault Secrets User"
  principal_id         = azurerm_user_assigned_identity.this[each.key].principal_id
  principal_type       = "ServicePrincipal"
}
