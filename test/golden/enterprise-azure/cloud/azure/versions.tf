terraform {
  required_version = ">= 1.8"

  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.20"
    }
    azuread = {
      source  = "hashicorp/azuread"
      version = "~> 3.1"
    }
  }
}

provider "azurerm" {
  subscription_id = var.subscription_id

  # The registration of resource providers is a decision of whoever owns the subscription.
  resource_provider_registrations = "none"

  features {
    key_vault {
      # A destroyed key is every payload lost: nothing here may purge one.
      purge_soft_deleted_keys_on_destroy = false
      recover_soft_deleted_keys          = true
    }
  }
}

provider "azuread" {
  tenant_id = var.tenant_id
}
