#!/bin/sh
# What a cluster needs from Azure and Entra ID, made with az: the same as cloud/azure does with OpenTofu. Use one of the two.
#   scripts/azure-prerequisites.sh CLUSTER RESOURCE_GROUP OIDC_ISSUER_URL
# Reads clusters/CLUSTER/azure.tfvars.json. Needs az, logged in to the right subscription, and jq.
# May be run again: what is there stays, what is missing is made. Nothing is ever deleted.
# Prints what belongs into platform.yaml.
set -eu

usage() { sed -n '2,6s/^# \{0,1\}//p' "$0" >&2; exit 2; }
fail() { echo "azure-prerequisites.sh: $*" >&2; exit 1; }
say() { echo "$*" >&2; }

[ $# -eq 3 ] || usage
cluster=$1 group=$2 issuer=$3
cd "$(dirname "$0")/.."
wanted="clusters/$cluster/azure.tfvars.json"
[ -f "$wanted" ] || fail "nothing is needed from Azure for a cluster named $cluster (looked for $wanted)"
for program in az jq; do command -v "$program" >/dev/null || fail "$program is not installed"; done
case $issuer in https://*) ;; *) fail "$issuer is no https address: az aks show --query oidcIssuerProfile.issuerUrl" ;; esac
ask() { jq -r "$@" "$wanted"; }
region=$(ask '.region // empty')
[ -n "$region" ] || region=$(az group show --name "$group" --query location --output tsv)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' HUP INT TERM

# grant PRINCIPAL ROLE SCOPE
grant() {
  az role assignment create --assignee-object-id "$1" --assignee-principal-type ServicePrincipal --role "$2" --scope "$3" --output none
}

# The id that uuidv5("url", NAME) gives in OpenTofu, so that both ways make the same roles.
uuid() {
  # Octal bytes: the name space of addresses, 6ba7b811-9dad-11d1-80b4-00c04fd430c8.
  hash=$(printf '\153\247\270\021\235\255\021\321\200\264\000\300\117\324\060\310%s' "$1" | sha1sum | cut -c1-32)
  # shellcheck disable=SC2020 # character by character is meant
  variant=$(printf '%s' "$hash" | cut -c17 | tr 0123456789abcdef 89ab89ab89ab89ab)
  printf '%s-%s-5%s-%s%s-%s\n' "$(printf '%s' "$hash" | cut -c1-8)" "$(printf '%s' "$hash" | cut -c9-12)" "$(printf '%s' "$hash" | cut -c14-16)" "$variant" "$(printf '%s' "$hash" | cut -c18-20)" "$(printf '%s' "$hash" | cut -c21-32)"
}

make_key() {
  vault=$(ask .payload_key.vault) key=$(ask .payload_key.name)
  [ "$(az keyvault show --name "$vault" --query properties.enablePurgeProtection --output tsv)" = true ] ||
    fail "$vault has no purge protection: whoever deletes the key could destroy every payload at once. az keyvault update --name $vault --enable-purge-protection true"
  if ! az keyvault key show --vault-name "$vault" --name "$key" --output none 2>/dev/null; then
    say "key $key in $vault"
    az keyvault key create --vault-name "$vault" --name "$key" --kty RSA --size 3072 --ops wrapKey unwrapKey --output none
  fi
  after=$(ask '.payload_key.rotate_after // empty')
  if [ -n "$after" ]; then
    jq -n --arg after "$after" '{lifetimeActions: [{trigger: {timeAfterCreate: $after}, action: {type: "Rotate"}}], attributes: {}}' >"$work/policy.json"
    az keyvault key rotation-policy update --vault-name "$vault" --name "$key" --value "$work/policy.json" --output none
  fi
  key_scope="$(az keyvault show --name "$vault" --query id --output tsv)/keys/$key"
}

make_container() {
  account=$(ask .backups.account) container=$(ask .backups.container)
  account_id=$(az storage account show --name "$account" --query id --output tsv)
  az storage container-rm create --storage-account "$account_id" --name "$container" --public-access off --output none
  container_scope="$account_id/blobServices/default/containers/$container"
}

# The application stands for the Temporal of this cluster: tokens are for it, and its roles are Temporal's permissions.
make_application() {
  title="Temporal $cluster"
  client=$(az ad app list --display-name "$title" --query "[?displayName=='$title'].appId | [0]" --output tsv)
  if [ -z "$client" ]; then
    say "application $title"
    client=$(az ad app create --display-name "$title" --sign-in-audience AzureADMyOrg --query appId --output tsv)
  fi
  ask '.application.roles[]' | while read -r role; do
    jq -n --arg id "$(uuid "temporal-platform/$cluster/role/$role")" --arg value "$role" '{id: $id, value: $value, displayName: $value, description: "Permission of Temporal, as namespace and role.", isEnabled: true, allowedMemberTypes: ["User", "Application"]}'
  done | jq -s . >"$work/roles.json"
  # Version 2: the audience of a token is the client id, and its issuer the v2.0 address.
  jq -n --slurpfile roles "$work/roles.json" --slurpfile wanted "$wanted" --arg client "$client" --arg scope "$(uuid "temporal-platform/$cluster/scope/access")" '{
    identifierUris: ["api://\($client)"],
    web: {redirectUris: $wanted[0].application.redirect_uris},
    appRoles: $roles[0],
    api: {requestedAccessTokenVersion: 2, oauth2PermissionScopes: [{
      id: $scope, value: "access", type: "User", isEnabled: true,
      adminConsentDisplayName: "Access Temporal", adminConsentDescription: "Lets the web UI call Temporal on behalf of the person who is signed in.",
      userConsentDisplayName: "Access Temporal", userConsentDescription: "Lets the web UI call Temporal on your behalf."
    }]}
  }' >"$work/application.json"
  az rest --method PATCH --url "https://graph.microsoft.com/v1.0/applications(appId='$client')" --body "@$work/application.json" --output none
  az ad sp show --id "$client" --output none 2>/dev/null || az ad sp create --id "$client" --output none
  application=$(az ad sp show --id "$client" --query id --output tsv)
  # Who has no role gets no token at all.
  az ad sp update --id "$client" --set appRoleAssignmentRequired=true
}

# assign PRINCIPAL ROLE: a role of the application for a machine.
assign() {
  role_id=$(uuid "temporal-platform/$cluster/role/$2")
  az rest --method GET --url "https://graph.microsoft.com/v1.0/servicePrincipals/$1/appRoleAssignments" >"$work/assigned.json"
  if [ "$(jq --arg role "$role_id" --arg application "$application" '[.value[] | select(.appRoleId == $role and .resourceId == $application)] | length' "$work/assigned.json")" = 0 ]; then
    jq -n --arg principal "$1" --arg role "$role_id" --arg application "$application" '{principalId: $principal, resourceId: $application, appRoleId: $role}' >"$work/assignment.json"
    az rest --method POST --url "https://graph.microsoft.com/v1.0/servicePrincipals/$1/appRoleAssignments" --body "@$work/assignment.json" --output none
  fi
}

key_scope='' container_scope='' client='' application=''
[ "$(ask .payload_key)" = null ] || make_key
[ "$(ask .backups)" = null ] || make_container
[ "$(ask .application)" = null ] || make_application

: >"$work/clients"
ask '.identities | keys[]' >"$work/identities"
while read -r name <&3; do
  identity="temporal-$cluster-$name"
  say "identity $identity"
  az identity create --name "$identity" --resource-group "$group" --location "$region" --output none
  principal=$(az identity show --name "$identity" --resource-group "$group" --query principalId --output tsv)
  echo "$name $(az identity show --name "$identity" --resource-group "$group" --query clientId --output tsv)" >>"$work/clients"
  # shellcheck disable=SC2016 # $name is jq's
  ask --arg name "$name" '.identities[$name].subjects[]' >"$work/subjects"
  while read -r subject <&4; do
    credential=$(printf '%s' "${subject#system:serviceaccount:}" | tr : -)
    az identity federated-credential create --name "$credential" --identity-name "$identity" --resource-group "$group" --issuer "$issuer" --subject "$subject" --audiences api://AzureADTokenExchange --output none
  done 4<"$work/subjects"
  may() { [ "$(ask --arg name "$name" ".identities[\$name].$1 // false")" = true ]; }
  if may payload_key; then grant "$principal" 'Key Vault Crypto Service Encryption User' "$key_scope"; fi
  if may vault_secrets; then grant "$principal" 'Key Vault Secrets User' "$(az keyvault show --name "$(ask .secrets_vault)" --query id --output tsv)"; fi
  if may backups; then grant "$principal" 'Storage Blob Data Contributor' "$container_scope"; fi
  # shellcheck disable=SC2016 # $name is jq's
  ask --arg name "$name" '.identities[$name].roles // [] | .[]' >"$work/machine-roles"
  while read -r role <&4; do assign "$principal" "$role"; done 4<"$work/machine-roles"
done 3<"$work/identities"

echo "# Below clusters.$cluster in platform.yaml:"
printf 'azure:\n  identities:\n'
grep -v '^worker-' "$work/clients" | sed 's/^\(.*\) \(.*\)$/    \1: \2/' || true
if grep -q '^worker-' "$work/clients"; then
  echo 'workers:'
  sed -n 's/^worker-\(.*\) \(.*\)$/  \1: { identity: \2 }/p' "$work/clients"
fi
[ -z "$client" ] || printf 'identity: { entra-id: { client: %s } }\n' "$client"
