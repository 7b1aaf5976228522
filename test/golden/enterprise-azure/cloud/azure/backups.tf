data "azurerm_storage_account" "backups" {
  count = var.backups == null ? 0 : 1

  name                = var.backups.account
  resource_group_name = coalesce(var.backups_resource_group, var.resource_group)
}

resource "azurerm_storage_container" "backups" {
  count = var.backups == null ? 0 : 1

  name                  = var.backups.container
  storage_account_id    = data.azurerm_storage_account.backups[0].id
  container_access_type = "private"

  lifecycle {
    prevent_destroy = true
  }
}

# For this one container, not for the account.
resource "azurerm_role_assignment" "backups" {
  for_each = { for name, identity in var.identities : name => identity if identity.backups }

  scope                = "${data.azurerm_storage_account.backups[0].id}/blobServices/default/containers/${azurerm_storage_container.backups[0].name}"
  role_definition_name = "Storage Blob Data Contributor"
  principal_id         = azurerm_user_assigned_identity.this[each.key].principal_id
  principal_type       = "ServicePrincipal"
}
