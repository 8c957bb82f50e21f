/** What the desk does by itself: forgets what nobody confirmed, reminds, says when something is overdue, counts. */
import { listStaff } from '#modules/users'
import { listOwners } from '#modules/workspaces'
import type { Services } from '#platform/context'
import { inPlatformTransaction, type PlatformTx } from '#platform/database'
import { enqueueForPlatform } from '#platform/jobs'
import type { Metrics } from '#platform/metrics'
import { dueReminders } from './due.ts'
import { requestFigures, type RequestFigures } from './figures.ts'
import { mailReminder } from './mail-reminder.ts'
import { confirmationHours } from './request.ts'
import * as repo from './repo.ts'
import { mailRouted } from './routed/mail-routed.ts'
import * as routedRepo from './routed/repo.ts'

const hourMs = 3_600_000
/** So long before its day a workspace that has not answered is reminded, and again when the day has come. */
const routedReminderMs = 7 * 24 * hourMs

export async function tendRequests(services: Services): Promise<void> {
  const before = new Date(services.now().getTime() - confirmationHours * hourMs)
  await inPlatformTransaction(services, (tx) => repo.deleteUnconfirmed(tx, before))
  for (const id of await inPlatformTransaction(services, repo.listOpenIds)) {
    await inPlatformTransaction(services, (tx) => remind(tx, id))
  }
  await inPlatformTransaction(services, remindWorkspaces)
  await publish(services)
}

/** Each reminder once, whoever looks at the same moment; of several that are due at once the last one is mailed. */
async function remind(tx: PlatformTx, id: string): Promise<void> {
  const request = await repo.getRequestForUpdate(tx, id)
  if (request.state !== 'open') return
  let last: number | undefined
  for (const days of dueReminders(request, tx.now())) {
    if (await repo.insertReminder(tx, id, days)) last = days
  }
  if (last === undefined) return
  await repo.appendAct(tx, { requestId: id, userId: 'system', type: 'reminded', data: { daysBefore: last } })
  if (last === 0) tx.log.warn('a privacy request is overdue', { component: 'privacy' })
  for (const { id: userId } of await listStaff(tx)) {
    await enqueueForPlatform(tx, mailReminder, { requestId: id, number: last, userId })
  }
}

async function remindWorkspaces(tx: PlatformTx): Promise<void> {
  const due = await routedRepo.listDueRouted(tx, new Date(tx.now().getTime() + routedReminderMs))
  for (const { id, workspaceId, dueAt } of due) {
    const point = tx.now() >= dueAt ? 'overdue' : 'week'
    if (!(await routedRepo.insertReminder(tx, id, point))) continue
    for (const { userId } of await listOwners(tx, [workspaceId])) {
      await enqueueForPlatform(tx, mailRouted, { workspaceId, routedId: id, userId, number: point === 'week' ? 1 : 2 })
    }
  }
}

/** What the last look found, of each program: several run in one process in tests. */
const seen = new WeakMap<Metrics, RequestFigures>()

async function publish(services: Services): Promise<void> {
  const { metrics } = services
  const isFirst = !seen.has(metrics)
  seen.set(metrics, await requestFigures(services))
  if (!isFirst) return
  const gauge = (name: keyof RequestFigures, help: string): void =>
    metrics.gauge(`watchword_privacy_requests_${snake(name)}`, help, () => seen.get(metrics)?.[name] ?? 0)
  gauge('open', 'Privacy requests that wait for an answer')
  gauge('overdue', 'Privacy requests whose time is over')
  gauge('medianDays', 'Days from receipt to answer of the last year’s privacy requests, half took less')
  gauge('worstDays', 'Days from receipt to answer of the slowest privacy request of the last year')
}

function snake(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
