/** The log of what keys called: of the keys that a person made, where their programs stood is emptied. */
import type { Services } from '#platform/context'
import { inPrivacyTransaction, sql } from '#platform/database'
import type { Person } from '../person.ts'
import { heldWorkspacesOf, isHeldWhole, type PersonHolds } from './held.ts'

const scope = { category: 'C25' } as const
const keysAtOnce = 500

type Selected = { sql: string; params: Record<string, unknown> }

export async function countAccessLog(
  services: Services,
  subjects: { person: Person; holds: PersonHolds },
): Promise<{ anonymised: number; held: number }> {
  let anonymised = 0
  const keyIds = await keysOf(services, subjects.person)
  const held = heldWorkspacesOf(scope, subjects.holds)
  let rows = 0
  for (const where of selections(keyIds, [])) rows += await count(services, where)
  if (isHeldWhole(scope, subjects.holds)) return { anonymised: 0, held: rows }
  for (const where of selections(keyIds, held)) anonymised += await count(services, where)
  return { anonymised, held: rows - anonymised }
}

export async function eraseFromAccessLog(
  services: Services,
  subjects: { person: Person; holds: PersonHolds },
): Promise<void> {
  if (isHeldWhole(scope, subjects.holds)) return
  const keyIds = await keysOf(services, subjects.person)
  for (const where of selections(keyIds, heldWorkspacesOf(scope, subjects.holds))) {
    await services.columns.command(
      `alter table api_requests update remote_address = '', user_agent = '' where ${where.sql}
       settings mutations_sync = 2`,
      where.params,
    )
  }
}

async function keysOf(services: Services, { userId }: Person): Promise<string[]> {
  if (userId === null) return []
  const { rows } = await inPrivacyTransaction(services, ({ db }) =>
    sql<{ id: string }>`select id from api_keys where created_by = ${userId} order by id`.execute(db),
  )
  return rows.map(({ id }) => id)
}

function selections(keyIds: readonly string[], held: readonly string[]): Selected[] {
  const found: Selected[] = []
  for (let from = 0; from < keyIds.length; from += keysAtOnce) {
    const notHeld = held.length === 0 ? '' : ' and workspace_id not in {held:Array(String)}'
    found.push({
      sql: `key_id in {keyIds:Array(String)} and (remote_address != '' or user_agent != '')${notHeld}`,
      params: { keyIds: keyIds.slice(from, from + keysAtOnce), ...(held.length > 0 && { held }) },
    })
  }
  return found
}

async function count({ columns }: Services, where: Selected): Promise<number> {
  const [row] = await columns.query<{ rows: number }>(
    `select count() as rows from api_requests where ${where.sql}`,
    where.params,
  )
  return row?.rows ?? 0
}
