/**
 * Code of the one fault that holds back instead of stopping: an id that Azure gives to something which `cloud/azure` of
 * the repository makes. So that part is written without it, and everything else waits.
 */
export const MISSING_IDENTITY = "answers/missing-identity";
