# From clusters/<cluster>/azure.tfvars.json, which follows from platform.yaml.

variable "cluster" {
  description = "Name of the cluster in platform.yaml."
  type        = string
}

variable "region" {
  description = "Azure region of the identities."
  type        = string
}

variable "identities" {
  description = "One managed identity per member: who may use it, and what it may use."
  type = map(object({
    # Name of the service account and its Kubernetes namespace, as token subjects: system:serviceaccount:<namespace>:<name>.
    subjects = list(string)
    # Wrap and unwrap data keys with the payload key.
    payload_key = optional(bool, false)
    # Read the secrets of the vault.
    vault_secrets = optional(bool, false)
    # Write and read backups.
    backups = optional(bool, false)
    # Roles of the Temporal application, each <namespace>:<role>.
    roles = optional(list(string), [])
  }))
}

variable "payload_key" {
  description = "The key that wraps the data keys of payloads; null when payloads are not encrypted with a key of Azure Key Vault."
  type = object({
    vault = string
    name  = string
    # ISO 8601, for example P90D; null: no rotation by itself.
    rotate_after = optional(string)
  })
  default = null
}

variable "secrets_vault" {
  description = "Name of the vault that holds secrets; null when secrets come another way."
  type        = string
  default     = null
}

variable "backups" {
  description = "Storage account and container of the backups; null when there are none."
  type = object({
    account   = string
    container = string
  })
  default = null
}

variable "application" {
  description = "The Entra application that callers of Temporal get tokens for; null when Entra ID does not vouch for callers."
  type = object({
    redirect_uris = list(string)
    roles         = list(string)
  })
  default = null
}

# From you, at the command line or in a file of your own.

variable "tenant_id" {
  description = "Id of the Entra directory."
  type        = string
}

variable "subscription_id" {
  description = "Id of the subscription."
  type        = string
}

variable "resource_group" {
  description = "Resource group in which the managed identities are made."
  type        = string
}

variable "vault_resource_group" {
  description = "Resource group of the vaults, where it is another one."
  type        = string
  default     = null
}

variable "backups_resource_group" {
  description = "Resource group of the storage account, where it is another one."
  type        = string
  default     = null
}

variable "oidc_issuer_url" {
  description = "Issuer of the Kubernetes cluster's service account tokens: az aks show --query oidcIssuerProfile.issuerUrl."
  type        = string

  validation {
    condition     = startswith(var.oidc_issuer_url, "https://")
    error_message = "The issuer is an https address; without one, enable it: az aks update --enable-oidc-issuer --enable-workload-identity."
  }
}

variable "existing_application_client_id" {
  description = "Client id of an application that somebody else made and keeps; then none is made here."
  type        = string
  default     = null
}
