import type { Tx } from '#platform/context'
import { notFound } from '#platform/errors'
import { findProjectOfKey } from './ingest-key-repo.ts'

/** For modules that keep things of a key. Throws not_found for another workspace's, in the same words as for none. */
export async function requireIngestKey(tx: Tx, id: string): Promise<void> {
  if ((await findProjectOfKey(tx, id)) === undefined) throw notFound('ingest key')
}
