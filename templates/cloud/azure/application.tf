data "azuread_client_config" "current" {}

locals {
  makes_application = var.application != null && var.existing_application_client_id == null
  has_application   = var.application != null
  client_id         = local.makes_application ? azuread_application.temporal[0].client_id : var.existing_application_client_id
}

# The application stands for the Temporal of one cluster: tokens are for it, and its roles are Temporal's permissions.
resource "azuread_application" "temporal" {
  count = local.makes_application ? 1 : 0

  display_name     = "Temporal ${var.cluster}"
  owners           = [data.azuread_client_config.current.object_id]
  sign_in_audience = "AzureADMyOrg"

  api {
    # Version 2: the audience of a token is the client id, and its issuer the v2.0 address.
    requested_access_token_version = 2

    oauth2_permission_scope {
      id                         = uuidv5("url", "temporal-platform/${var.cluster}/scope/access")
      value                      = "access"
      type                       = "User"
      admin_consent_display_name = "Access Temporal"
      admin_consent_description  = "Lets the web UI call Temporal on behalf of the person who is signed in."
      user_consent_display_name  = "Access Temporal"
      user_consent_description   = "Lets the web UI call Temporal on your behalf."
    }
  }

  dynamic "app_role" {
    for_each = toset(var.application.roles)

    content {
      id                   = uuidv5("url", "temporal-platform/${var.cluster}/role/${app_role.value}")
      value                = app_role.value
      display_name         = app_role.value
      description          = "Permission of Temporal, as namespace and role."
      allowed_member_types = ["User", "Application"]
    }
  }

  web {
    redirect_uris = var.application.redirect_uris
  }

  lifecycle {
    # Set below, since it holds the client id.
    ignore_changes = [identifier_uris]
  }
}

resource "azuread_application_identifier_uri" "temporal" {
  count = local.makes_application ? 1 : 0

  application_id = azuread_application.temporal[0].id
  identifier_uri = "api://${azuread_application.temporal[0].client_id}"
}

resource "azuread_service_principal" "temporal" {
  count = local.makes_application ? 1 : 0

  client_id = azuread_application.temporal[0].client_id
  owners    = [data.azuread_client_config.current.object_id]

  # Who has no role gets no token at all.
  app_role_assignment_required = true
}

data "azuread_service_principal" "existing" {
  count = local.has_application && !local.makes_application ? 1 : 0

  client_id = var.existing_application_client_id
}

locals {
  service_principal = one(concat(azuread_service_principal.temporal[*].object_id, data.azuread_service_principal.existing[*].object_id))
  role_ids          = one(concat(azuread_service_principal.temporal[*].app_role_ids, data.azuread_service_principal.existing[*].app_role_ids))

  machine_roles = merge([
    for name, identity in var.identities : {
      for role in identity.roles : "${name}/${role}" => { identity = name, role = role }
    } if local.has_application
  ]...)
}

# Machines get their roles here; people get theirs in the directory, by person or by group.
resource "azuread_app_role_assignment" "machine" {
  for_each = local.machine_roles

  app_role_id         = local.role_ids[each.value.role]
  principal_object_id = azurerm_user_assigned_identity.this[each.value.identity].principal_id
  resource_object_id  = local.service_principal
}
