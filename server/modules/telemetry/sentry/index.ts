/** The Sentry protocol, translated at the edge: bytes in, our events and outcomes out. No I/O, no HTTP. */
export { readCredentials, refused } from './auth.ts'
export { parseEnvelope } from './envelope.ts'
export { parseStoreBody } from './event.ts'
export { type Outcome, sortItems } from './items.ts'
export { maxEnvelopeBytes, maxStoreBytes } from './limits.ts'
