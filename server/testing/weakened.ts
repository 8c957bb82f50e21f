/**
 * The program with one layer of its defence taken away, to prove that another one still holds. Nothing of this exists
 * outside of tests.
 */
import pg from 'pg'
import type { Services } from '#platform/context'
import { openDatabase, sql } from '#platform/database'

export type Layer = 'where' | 'rowLevelSecurity' | 'where and rowLevelSecurity'

/** Services whose database handle lacks the layer; `close` it. */
export async function weakened(
  services: Services,
  layer: Layer,
): Promise<{ services: Services; close(): Promise<void> }> {
  if (layer !== 'where') await makeHoles(services)
  const database = openDatabase({
    url: services.database.connectionString,
    poolSize: 4,
    log: services.log,
    Client: clientWith(rewrites[layer]),
  })
  return { services: { ...services, database }, close: () => database.close() }
}

const rewrites: Record<Layer, (text: string) => string> = {
  where: withoutWorkspaceCondition,
  rowLevelSecurity: withHole,
  'where and rowLevelSecurity': (text) => withoutWorkspaceCondition(withHole(text)),
}

/** `workspace_id = $1` becomes true, in whatever statement it stands. */
export function withoutWorkspaceCondition(text: string): string {
  return text.replaceAll(/(?:"?\w+"?\.)?"?workspace_id"? = \$(\d+)/g, '$$$1::text is not null')
}

/** Rows of all workspaces are visible where the setting says so: a policy is permissive, so one more opens the table. */
async function makeHoles({ database }: Services): Promise<void> {
  const tables = await sql<{ tablename: string }>`
    select distinct tablename from pg_policies where schemaname = 'public' and policyname = 'workspace'
      and tablename not in (select tablename from pg_policies where policyname = 'test_hole')`.execute(database.kysely)
  for (const { tablename } of tables.rows) {
    await sql
      .raw(
        `create policy test_hole on ${tablename} to watchword_app
         using (current_setting('watchword.test_hole', true) = 'on')
         with check (current_setting('watchword.test_hole', true) = 'on')`,
      )
      .execute(database.kysely)
  }
}

function withHole(text: string): string {
  return text.replace(
    "set_config('watchword.workspace_id'",
    "set_config('watchword.test_hole', 'on', true), set_config('watchword.workspace_id'",
  )
}

function clientWith(rewrite: (text: string) => string): typeof pg.Client {
  return class extends pg.Client {
    // The driver's `query` has many forms; this program uses it with a text and values alone.
    // oxlint-disable-next-line typescript/no-explicit-any -- see above
    override query(...[first, ...rest]: any[]): any {
      return super.query(typeof first === 'string' ? rewrite(first) : first, ...rest)
    }
  }
}
