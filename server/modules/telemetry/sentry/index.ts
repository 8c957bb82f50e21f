/** The Sentry protocol, translated at the edge: bytes in, our events and outcomes out. No I/O, no HTTP. */
export { type Credentials, type CredentialSources, parseDsn, readCredentials, refused } from './auth.ts'
export { type Envelope, type EnvelopeItem, parseEnvelope } from './envelope.ts'
export { parseStoreBody } from './event.ts'
export { categoryOf, type Outcome, type SortedItems, sortItems } from './items.ts'
export { maxEnvelopeBytes, maxStoreBytes } from './limits.ts'
export type { Arrival } from './time.ts'
