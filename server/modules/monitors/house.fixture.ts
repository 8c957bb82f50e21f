/** A workspace with a project, a clock of its own, and check-ins of a monitor that is called backup. */
import { recordSignals, resolveRecovered } from '#modules/incidents'
import type { CheckIn } from '#modules/telemetry'
import { addProject, type Role } from '#modules/workspaces'
import type { Context } from '#platform/context'
import { inTransaction, sql } from '#platform/database'
import { newId } from '#platform/ids'
import { call, testContext, withRole } from '#testing'
import { endpoints } from '../../app.ts'
import { defaults } from './monitor.ts'
import { judgeDue } from './judge.ts'
import { recordCheckIns } from './record-check-ins.ts'

export type House = { at(time: string): Promise<Awaited<ReturnType<typeof openAt>>> }

const downstream = { recordSignals, resolveRecovered }

export function openHouse(): Promise<House> {
  return Promise.resolve({ at: openAt })
}

async function openAt(time: string) {
  const plain = await testContext()
  let now = new Date(time)
  const ctx: Context = { ...plain, now: () => now }
  const project = await inTransaction(ctx, (tx) => addProject(tx, 'Shop'))
  const get = async (path: string, role: Role = 'owner') => call(withRole(ctx, role), endpoints, 'GET', path)
  const monitorId = async (): Promise<string> => {
    const { items } = await (await get('/monitors')).json()
    return items.find(({ slug }: { slug: string }) => slug === 'backup').id
  }
  const send = async (method: string, body?: unknown, role: Role = 'owner') =>
    call(withRole(ctx, role), endpoints, method, `/monitors/${lastId ?? (lastId = await monitorId())}`, body)
  let lastId: string | undefined
  return {
    ctx,
    send,
    now: (at: string) => {
      now = new Date(at)
    },
    checkIn: (given: Partial<CheckIn> & Pick<CheckIn, 'id' | 'status'>) =>
      recordCheckIns(ctx, downstream, { workspaceId: ctx.workspaceId, projectId: project.id }, [
        { monitorSlug: 'backup', receivedAt: now, ...given },
      ]),
    judge: (awaySince: Date | null = null) => judgeDue(ctx, downstream, awaySince),
    monitor: async () => (await get(`/monitors/${await monitorId()}`)).json(),
    checkIns: async (): Promise<{ state: string; durationMs: number | null }[]> =>
      (await (await get(`/monitors/${await monitorId()}/check-ins`)).json()).items,
    incidents: async () => (await (await get('/incidents')).json()).items,
    outcomes: () =>
      inTransaction(ctx, async (tx) => {
        const { rows } = await sql<{ reason: string; quantity: number }>`
          select reason, sum(quantity)::bigint as quantity from ingest_outcomes where workspace_id = ${tx.workspaceId}
          group by reason order by reason`.execute(tx.db)
        return rows.map(({ reason, quantity }) => [reason, quantity])
      }),
    countMonitors: () =>
      inTransaction(ctx, async (tx) => {
        const { rows } = await sql<{ count: number }>`
          select count(*) as count from monitors where workspace_id = ${tx.workspaceId}`.execute(tx.db)
        return rows[0]?.count
      }),
    fillMonitors: (count: number) =>
      inTransaction(ctx, async (tx) => {
        const rows = Array.from({ length: count }, (_, n) => ({
          ...{ id: newId('mon', now), workspaceId: tx.workspaceId, projectId: project.id, slug: `job-${n}` },
          ...{ name: `Job ${n}`, schedule: null, ...defaults, pausedAt: null, createdAt: now, updatedAt: now },
        }))
        await tx.db.insertInto('monitors').values(rows).execute()
      }),
  }
}

/** State and count of each. */
export function listFindings(incidents: { status: string; eventCount: number }[]): [string, number][] {
  return incidents.map(({ status, eventCount }) => [status, eventCount])
}
