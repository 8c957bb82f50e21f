/** API keys and ingest keys: what the rest of the module, and others through it, may use. */
export { apiKeyPrefix } from './api-key.ts'
export { addApiKey } from './create-api-key.ts'
export { findApiKeyContext, type ApiKeyContext } from './find-api-key.ts'
export type { IngestKey } from './ingest-key.ts'
export { addIngestKey } from './create-ingest-key.ts'
export { createIngestKeyLookup } from './find-ingest-key.ts'
export { requireIngestKey } from './require-ingest-key.ts'
export { keyEndpoints } from './routes.ts'
