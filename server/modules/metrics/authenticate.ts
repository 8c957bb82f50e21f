/** The ingest key of a project, in the forms in which senders of metrics can be told one. */
import { apiKeyPrefix, type IngestKey } from '#modules/workspaces'
import { forbidden, unauthenticated } from '#platform/errors'
import type { RawRequest } from '#platform/http'
import type { IntakeDoor } from '#modules/telemetry'

const notHere = 'send an ingest key: authorization: Bearer <key>, Basic with the key as password, or x-watchword-key'

/** Looked up before the body is read. Of several keys all must be the same. */
export async function authenticate(request: RawRequest, findKey: IntakeDoor['findKey']): Promise<IngestKey> {
  const key = sentKey(request)
  if (key === undefined) throw unauthenticated(notHere)
  if (key.startsWith(apiKeyPrefix)) throw forbidden('this is an API key; metrics are sent with an ingest key')
  const found = await findKey(key)
  if (!found) throw unauthenticated('the key is unknown or was revoked')
  return found
}

/** Whatever key the headers hold. Throws unauthenticated for two that differ. */
export function sentKey({ header }: RawRequest): string | undefined {
  const authorization = (header('authorization') ?? '').trim()
  // Exporters that take headers from variables may leave a space encoded.
  const bearer = /^(?:Bearer|Token)(?:\s|%20){1,4}(\S{1,200})$/i.exec(authorization)?.[1]
  const sent = [header('x-watchword-key')?.trim(), bearer, passwordOf(authorization)]
  const [key, ...others] = new Set(sent.filter((each) => each !== undefined && each !== ''))
  if (others.length > 0) throw unauthenticated('the keys in the headers do not agree')
  return key
}

/** Of Basic; the name of the user says nothing. */
function passwordOf(authorization: string): string | undefined {
  const encoded = /^Basic\s{1,4}([\w+/=-]{1,1000})$/i.exec(authorization)?.[1]
  if (encoded === undefined) return undefined
  const decoded = Buffer.from(encoded, 'base64').toString('utf8')
  const colon = decoded.indexOf(':')
  return colon === -1 ? undefined : decoded.slice(colon + 1)
}
