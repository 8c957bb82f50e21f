/** The person, and what the audit log holds of them. */
import { recordAudit } from '#modules/audit'
import { systemContext, type Context, type Services } from '#platform/context'
import { inTransaction, sql } from '#platform/database'
import { newId } from '#platform/ids'
import type { Plant, Whom } from './types.fixture.ts'

export async function fillPerson(services: Services, { id, email }: Whom, plant: Plant): Promise<void> {
  const name = plant('person', 'database: public.users.name')
  const hash = plant('person', 'database: public.users.password_hash')
  await services.database.kysely.transaction().execute(async (db) => {
    await sql`alter table users no force row level security`.execute(db)
    await sql`update users set name = ${name}, password_hash = ${hash}, email = ${email} where id = ${id}`.execute(db)
    await sql`alter table users force row level security`.execute(db)
  })
}

/** By an act of the person, with its names and addresses, and by one of somebody else who mentions their address. */
export async function fillAudit(services: Services, { id, email, workspaceId }: Whom, plant: Plant): Promise<void> {
  const ctx: Context = {
    ...systemContext(services, workspaceId, newId('req', services.now())),
    actor: { kind: 'user', id, name: plant('person', 'database: public.audit_people.name') },
    origin: {
      remoteAddress: plant('person', 'database: public.audit_origins.remote_address'),
      userAgent: plant('person', 'database: public.audit_origins.user_agent'),
    },
  }
  const before = { note: plant('workspace', 'database: public.audit_changes.before') }
  await inTransaction(ctx, (tx) => recordAudit(tx, 'workspace.updated', { targetId: workspaceId, before, after: {} }))
  const other = {
    ...ctx,
    actor: { kind: 'user' as const, id: newId('usr', services.now()), name: 'Another' },
    origin: null,
  }
  const after = { address: email, note: plant('person', 'database: public.audit_changes.after') }
  await inTransaction(other, (tx) =>
    recordAudit(tx, 'notificationChannel.created', { targetId: 'chn_1', before: undefined, after }),
  )
}
