/** The only place where a subscriber's URL and its signing secret are in clear. */
import type { Tx } from '#platform/context'
import { openText, sealText } from '#platform/vault-store'
import type { Envelope } from '#platform/vault'
import * as repo from './subscriber-repo.ts'

export type Endpoint = { url: string; secret: string }

const table = 'subscribers'

export async function sealEndpoint(
  tx: Tx,
  rowId: string,
  { url, secret }: Endpoint,
): Promise<{ endpointUrl: Envelope; signingSecret: Envelope }> {
  return {
    endpointUrl: await sealText(tx, { table, column: 'endpoint_url', rowId }, url),
    signingSecret: await sealText(tx, { table, column: 'signing_secret', rowId }, secret),
  }
}

/** Undefined for mail, or when the subscriber is gone. Throws VaultError for a value that was damaged. */
export async function openEndpoint(tx: Tx, rowId: string): Promise<Endpoint | undefined> {
  const sealed = await repo.findEndpoint(tx, rowId)
  if (!sealed?.endpointUrl || !sealed.signingSecret) return undefined
  return {
    url: await openText(tx, { table, column: 'endpoint_url', rowId }, sealed.endpointUrl),
    secret: await openText(tx, { table, column: 'signing_secret', rowId }, sealed.signingSecret),
  }
}
