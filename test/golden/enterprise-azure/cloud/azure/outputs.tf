output "platform_yaml" {
  description = "What goes below clusters.<cluster> of platform.yaml."
  value = yamlencode({
    for key, value in {
      azure    = { identities = { for name, identity in azurerm_user_assigned_identity.this : name => identity.client_id if !startswith(name, "worker-") } }
      workers  = { for name, identity in azurerm_user_assigned_identity.this : trimprefix(name, "worker-") => { identity = identity.client_id } if startswith(name, "worker-") }
      identity = { for client in compact([local.client_id]) : "entra-id" => { client = client } }
    } : key => value if length(value) > 0
  })
}

output "azure_identities" {
  description = "Client ids for azure.identities of platform.yaml; those of workers go to workers.<name>.identity."
  value       = { for name, identity in azurerm_user_assigned_identity.this : name => identity.client_id }
}

output "entra_id_client" {
  description = "Client id for identity.entra-id.client of platform.yaml."
  value       = local.has_application ? local.client_id : null
}

output "payload_key" {
  description = "The payload key without a version, to be sure that it is the one meant."
  value       = var.payload_key == null ? null : azurerm_key_vault_key.payload[0].versionless_id
}
