/** Who sends, and what every reader is told of it. */
import { createHmac } from 'node:crypto'
import type { IngestKey } from '#modules/workspaces'
import type { Services } from '#platform/context'
import type { RawRequest } from '#platform/http'
import { uuidv7 } from '#platform/ids'
import type { Admission } from '../../admission.ts'
import { createCardDataRemoval } from '../../card-data.ts'
import type { TakeIn } from '../../take-in.ts'
import { readCredentials, refused } from '../auth.ts'
import type { Arrival } from '../time.ts'

export type SentryDependencies = {
  takeIn: TakeIn
  findKey: (publicKey: string) => Promise<IngestKey | undefined>
  admission: Admission
}

/** Per key; far above what the stores take in, so that it stops a loop and not a busy service. */
export const requestLimit = { name: 'ingest-key', points: 300_000, durationSeconds: 60 }

/** Where else than in the query and the header a request may name its key. */
type Elsewhere = { dsn?: string | undefined; pathKey?: string | undefined }

/** Throws forbidden, in the same words, for whoever may not send here. */
export async function authenticate(
  request: RawRequest,
  { findKey, admission }: SentryDependencies,
  { dsn, pathKey }: Elsewhere = {},
): Promise<IngestKey> {
  const credentials = readCredentials({
    authHeader: request.header('x-sentry-auth'),
    query: request.url.searchParams,
    dsn,
    pathKey,
    projectNumber: request.params['projectNumber'],
    userAgent: request.header('user-agent'),
  })
  const key = await findKey(credentials.publicKey)
  if (!key || String(key.projectNumber) !== credentials.projectNumber) {
    throw refused(credentials.projectNumber, credentials.publicKey)
  }
  admission.admitRequest(key, request.header('origin'))
  return key
}

/** Counts one request of a key that was found. Throws rate_limited. */
export const countRequest = (services: Services, key: IngestKey): Promise<void> =>
  services.limiter.consume(requestLimit, key.id)

export function arrivalOf(
  services: Services,
  request: RawRequest,
  key: IngestKey,
  { admission }: SentryDependencies,
): Omit<Arrival, 'sentAt' | 'eventId'> {
  const receivedAt = services.now()
  return {
    receivedAt,
    newEventId: () => uuidv7(services.now()),
    removeCardData: createCardDataRemoval(services, (count) => admission.countCardData(key, count)),
    hashUser: (id) => hashUser(services, key.projectId, id),
    senderAddress: request.remoteAddress,
    senderUserAgent: request.header('user-agent'),
  }
}

/**
 * Of whoever a session belongs to only this is kept: a keyed hash that is another one in every project. With a new
 * master key the same person counts anew.
 */
function hashUser({ vault }: Services, projectId: string, id: string): string {
  return createHmac('sha256', vault.derive('telemetry.sessionUser'))
    .update(`${projectId}\n${id}`)
    .digest('base64url')
    .slice(0, 22)
}
