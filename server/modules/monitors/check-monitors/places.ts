import type { Tx } from '#platform/context'
import { sql } from '#platform/database'
import { AppError } from '#platform/errors'
import { here } from '../engine/check-state.ts'

/** Throws invalid_request for a place that is neither this server nor a probe of the workspace. */
export async function requirePlaces(tx: Tx, places: readonly string[]): Promise<void> {
  const probes = places.filter((place) => place !== here)
  if (probes.length === 0) return
  const { rows } = await sql<{ id: string }>`
    select id from probes where workspace_id = ${tx.workspaceId} and id = any (${probes}::text[])`.execute(tx.db)
  const known = new Set(rows.map(({ id }) => id))
  const missing = probes.find((id) => !known.has(id))
  if (missing === undefined) return
  const message = `no such probe: ${missing}`
  throw new AppError('invalid_request', message, { fields: [{ path: 'places', message }] })
}
