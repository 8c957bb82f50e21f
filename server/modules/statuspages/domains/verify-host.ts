/** Who owns a host is asked of the DNS: when a member says that the record is there, and from then on each day. */
import { recordAudit } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import { requirePermission, systemContext, type Context, type Services, type Tx } from '#platform/context'
import { inPlatformTransaction, inTransaction } from '#platform/database'
import { AppError, conflict } from '#platform/errors'
import { EgressFailed, EgressRefused } from '#platform/egress'
import { newId } from '#platform/ids'
import type { Schedule } from '#platform/schedule'
import { forgetHosts } from './directory.ts'
import { judgeCheck, recordNameOf, recordValueOf, stateOfHost, type Found, type PageHost } from './host.ts'
import * as repo from './repo.ts'

const timeoutMs = 5_000
/** Of one run of the schedule; the rest is looked at in the next. */
const hostsAtOnce = 500

/**
 * Looks for the record now. Throws conflict when the record is there and another page has the host and proves it too:
 * one of the two records must go first.
 */
export async function verifyHost(ctx: Context, id: string): Promise<PageHost> {
  requirePermission(ctx, 'statuspages.write')
  const host = await inTransaction(ctx, (tx) => repo.getHost(tx, id))
  const found = await lookForProof(ctx, host)
  // Whoever can write into the DNS today owns the host today: the other page has it only as long as it proves that.
  if (found === 'proved' && host.verifiedAt === null) await releaseUnproved(ctx, host)
  const checked = await saveCheck(ctx, id, found)
  forgetHosts(ctx)
  return checked
}

async function saveCheck(ctx: Context, id: string, found: Found): Promise<PageHost> {
  try {
    return await inTransaction(ctx, async (tx) => {
      const before = (await repo.findHostForUpdate(tx, id)) ?? (await repo.getHost(tx, id))
      const after = judgeCheck(before, found, tx.now())
      await repo.saveCheck(tx, after)
      await recordChange(tx, before, after)
      await recordAudit(tx, 'statusPage.hostChecked', {
        targetId: before.pageId,
        before: { host: before.host, state: stateOfHost(before) },
        after: { host: after.host, state: stateOfHost(after), problem: after.problem },
      })
      return after
    })
  } catch (error) {
    if (repo.isTaken(error)) throw conflict('another status page has this host; its TXT record must go first')
    throw error
  }
}

async function recordChange(tx: Tx, before: PageHost, after: PageHost): Promise<void> {
  const [was, is] = [stateOfHost(before), stateOfHost(after)]
  if (was === is) return
  const type = is === 'verified' ? 'hostVerified' : is === 'failing' ? 'hostFailing' : 'hostLost'
  await recordActivity(tx, `statusPage.${type}`, { subjectId: after.pageId, data: { host: after.host } })
}

/** The page of whichever workspace that has the host loses it, if its own record is not there any more. */
async function releaseUnproved(services: Services, { host }: PageHost): Promise<void> {
  const holder = await inPlatformTransaction(services, (tx) => repo.findHolder(tx, host))
  if (!holder) return
  const ctx = systemContext(services, holder.workspaceId, newId('run', services.now()))
  const held = await inTransaction(ctx, (tx) => repo.findHost(tx, holder.id))
  if (!held || (await lookForProof(ctx, held)) !== 'missing') return
  await inTransaction(ctx, async (tx) => {
    const now = await repo.findHostForUpdate(tx, holder.id)
    if (!now) return
    const lost = { ...now, verifiedAt: null, missingSince: null, checkedAt: tx.now() }
    await repo.saveCheck(tx, { ...lost, problem: 'somebody else proved to own this host' })
    await recordChange(tx, now, lost)
  })
}

/** Looks again at one that is verified. */
async function recheckHost(services: Services, { id, workspaceId }: repo.HostPlace): Promise<void> {
  const ctx = systemContext(services, workspaceId, newId('run', services.now()))
  const host = await inTransaction(ctx, (tx) => repo.findHost(tx, id))
  if (!host) return
  const found = await lookForProof(ctx, host)
  await inTransaction(ctx, async (tx) => {
    const before = await repo.findHostForUpdate(tx, id)
    if (!before || before.verifiedAt === null) return
    const after = judgeCheck(before, found, tx.now())
    await repo.saveCheck(tx, after)
    await recordChange(tx, before, after)
  })
}

async function lookForProof(ctx: Context, host: PageHost): Promise<Found> {
  try {
    const { code, records } = await ctx.egress.askForRecords({
      purpose: 'proof of a host',
      recipient: { kind: 'workspace', categories: ['C18'] },
      name: recordNameOf(host.host),
      type: 'TXT',
      resolver: null,
      timeoutMs,
    })
    if (code !== 'NOERROR' && code !== 'NXDOMAIN') return 'unknown'
    return records.some((text) => text.trim() === recordValueOf(host)) ? 'proved' : 'missing'
  } catch (error) {
    const silent = error instanceof EgressFailed || error instanceof EgressRefused
    if (silent || (error instanceof AppError && error.code === 'rate_limited')) return 'unknown'
    throw error
  }
}

export const recheckSchedule: Schedule = {
  name: 'statuspages.recheckHosts',
  purpose: 'status',
  reads: ['C18'],
  everySeconds: 900,
  run: async (services) => {
    const due = await inPlatformTransaction(services, (tx) => repo.listDue(tx, hostsAtOnce))
    for (const host of due) await recheckHost(services, host)
    if (due.length > 0) forgetHosts(services)
  },
}
