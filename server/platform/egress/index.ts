/** The one way out: every connection to an address that somebody named goes through here. */
export { createEgress } from './egress.ts'
export type { Egress, EgressOptions, EgressRequest, EgressResponse, RegisteredConnection } from './egress.ts'
export { EgressFailed, EgressRefused } from './errors.ts'
export type { FailureKind, RefusalKind } from './errors.ts'
export type { Listener } from './listeners.ts'
export { checkUrl } from './url.ts'
