/** Those who run the installation, in another time: what is swept here is of here (retention/era.fixture.ts says why). */
import type { TestContext } from 'node:test'
import { inPrivacyTransaction, sql } from '#platform/database'
import { fixedPolicy, type PolicyProfile } from '#platform/policy'
import { inventory } from '../../../app.ts'
import { openHouse } from '../../staff/house.fixture.ts'
import { rulesAt } from '../retention/era.fixture.ts'
import { sweepDue } from '../retention/sweep.ts'

let houses = 0

export async function openOldHouse(t: TestContext, profile: PolicyProfile) {
  const at = await openHouse(t)
  // Other tests plant rows that no program writes.
  await inPrivacyTransaction(at.services, ({ db }) =>
    sql`with holds as (delete from legal_holds) delete from legal_requests`.execute(db),
  )
  houses += 1
  at.clock.advance(Date.UTC(2017, 0, 1) + houses * 86_400_000 - at.clock().getTime())
  // As no browser is here, without its header against forgery.
  at.services.policy = fixedPolicy({ ...profile, csrf: 'fetch-metadata' })
  const entries = async (workspaceId: string) => {
    const { rows } = await at.services.database.kysely.transaction().execute(async (db) => {
      await sql`select set_config('role', 'watchword_app', true),
        set_config('watchword.workspace_id', ${workspaceId}, true)`.execute(db)
      return sql<{ action: string; before: unknown; after: unknown }>`
        select e.action, c.before, c.after from audit_entries e left join audit_changes c using (workspace_id, number)
        order by e.number`.execute(db)
    })
    return rows
  }
  const sweepAges = (...places: string[]) => sweepDue(at.services, inventory, rulesAt(places))
  return { ...at, entries, sweepAges }
}
