/**
 * One place after another, each as far as it had come: whatever interrupts, the next run goes on. The same steps for
 * whoever asked to be erased and for what a restored backup brought back.
 */
import { eraseAddress, releaseGrants } from '#modules/users'
import { leaveAllWorkspaces } from '#modules/workspaces'
import type { Services } from '#platform/context'
import { inPlatformTransaction, inPrivacyTransaction, sql } from '#platform/database'
import { newId } from '#platform/ids'
import { listOf as listExports } from '../bundles/person-export-repo.ts'
import { fileOf } from '../bundles/person-exports.ts'
import type { Facts } from '../facts.ts'
import { heldWorkspacesOf, isHeldWhole } from './held.ts'
import { countAccessLog, eraseFromAccessLog } from './in-access-log.ts'
import { countAudit, eraseFromAudit } from './in-audit.ts'
import { countColumnRows, eraseFromColumns } from './in-columns.ts'
import { eraseFromTable, inErasableOrder, type Counts, type Subjects } from './in-database.ts'
import { eraseFromRequestLog } from './in-request-log.ts'
import { planErasure, stepOf, type PlannedPlace } from './plan.ts'
import * as repo from './repo.ts'

/** These go last: until then the person can be written to, and what is under way can be found. */
export const lastTables: ReadonlySet<string> = new Set(['users', 'erasures'])

type Run = { services: Services; facts: Facts; erasureId: string; subjects: Subjects }
type Work = { step: string; run(at: repo.Step): Promise<Done> }
type Done = { held?: boolean; deleted?: number; anonymised?: number; kept?: number; leftTo?: Record<string, number> }

const accessLogStep = stepOf('columns', 'api_requests')
const auditEntriesStep = stepOf('database', 'audit_entries')

/** Everything but the last tables. */
export async function carryOut(run: Run): Promise<void> {
  const { services, erasureId } = run
  const work = await listWork(run)
  await inPlatformTransaction(services, (tx) =>
    repo.addSteps(
      tx,
      erasureId,
      work.map(({ step }) => step),
    ),
  )
  const steps = await inPlatformTransaction(services, (tx) => repo.listSteps(tx, erasureId))
  for (const { step, run: carry } of work) {
    const at = steps.find((one) => one.step === step)
    if (!at || at.doneAt) continue
    const { held = false, ...counts } = await carry(at)
    await inPlatformTransaction(services, async (tx) => {
      if (Object.keys(counts).length > 0) await repo.updateStep(tx, at, counts)
      // What is held begins anew with the next try.
      await repo.updateStep(tx, at, held ? { held, position: null } : { held, doneAt: tx.now() })
    })
  }
}

async function listWork(run: Run): Promise<Work[]> {
  const { services, facts, subjects } = run
  const places = planErasure(facts, subjects.person)
  const tables = places.filter(({ store, entries }) => store === 'database' && entries.every(({ own }) => own === null))
  const ordered = await inPrivacyTransaction(services, (tx) =>
    inErasableOrder(
      tx,
      tables.filter(({ place }) => !lastTables.has(place)),
    ),
  )
  const columns = places.filter(({ store, entries }) => store === 'columns' && entries.every(({ own }) => own === null))
  return [
    { step: 'requestLog', run: () => heldIf(eraseFromRequestLog(services, subjects)) },
    {
      step: accessLogStep,
      run: (at) =>
        countedFirst(services, at, countAccessLog(services, subjects), () => eraseFromAccessLog(services, subjects)),
    },
    ...columns.map((place): Work => ({
      step: place.step,
      run: (at) =>
        countedFirst(services, at, countColumnRows(services, place, subjects), () =>
          eraseFromColumns(services, place, subjects),
        ),
    })),
    // Before anything is gone, and before what the end of the memberships writes into the log.
    { step: auditEntriesStep, run: () => countInAudit(run) },
    { step: 'workspaces', run: (at) => leaveWorkspaces(run, at) },
    { step: 'audit', run: (at) => eraseFromAudit(services, at, subjects) },
    { step: 'grants', run: () => release(run) },
    { step: 'blobs', run: () => eraseBlobs(run) },
    ...ordered.map((place) => ({ step: place.step, run: () => eraseTable(run, place) })),
    { step: 'addresses', run: () => eraseAddresses(run) },
  ]
}

/** What cannot be counted in the transaction that erases it is counted before, once. */
async function countedFirst(
  services: Services,
  at: repo.Step,
  counting: Promise<Partial<Counts>>,
  erase: () => Promise<void>,
): Promise<Done> {
  const { held = 0, leftTo = {}, ...counts } = await counting
  if (at.position === null) {
    await inPlatformTransaction(services, async (tx) => {
      await repo.addProgress(tx, at, counts)
      await repo.updateStep(tx, at, { leftTo, position: 'counted' })
    })
  }
  if ((counts.deleted ?? 0) + (counts.anonymised ?? 0) > 0) await erase()
  return { held: held > 0 }
}

async function heldIf(counting: Promise<{ held: number } & Omit<Done, 'held'>>): Promise<Done> {
  const { held, ...counts } = await counting
  return { ...counts, held: held > 0 }
}

async function eraseTable({ services, facts, erasureId, subjects }: Run, place: PlannedPlace): Promise<Done> {
  await eraseFromTable(services, facts, { erasureId, place }, subjects)
  const steps = await inPlatformTransaction(services, (tx) => repo.listSteps(tx, erasureId))
  return { held: steps.find(({ step }) => step === place.step)?.held ?? false }
}

/** Whoever follows becomes an owner where they were the last one; where they were alone the workspace ends too. */
async function leaveWorkspaces({ services, erasureId, subjects }: Run, at: repo.Step): Promise<Done> {
  const { person, holds } = subjects
  const { userId } = person
  if (userId === null) return {}
  const scope = { category: 'C08' } as const
  if (isHeldWhole(scope, holds)) return { held: true }
  const held = heldWorkspacesOf(scope, holds)
  if (at.position === null) {
    await inPrivacyTransaction(services, async (tx) => {
      const { rows } = await sql<{ count: number }>`
        select count(*) as count from memberships
        where user_id = ${userId} and workspace_id <> all(${held}::text[])`.execute(tx.db)
      const step = stepOf('database', 'memberships')
      await repo.addProgress(tx, { erasureId, step }, { deleted: rows[0]?.count ?? 0 })
      await repo.updateStep(tx, at, { position: 'counted' })
    })
  }
  await leaveAllWorkspaces(services, userId, newId('run', services.now()), held)
  return {}
}

async function countInAudit({ services, erasureId, subjects }: Run): Promise<Done> {
  const { deleted, kept } = await inPrivacyTransaction(services, (tx) => countAudit(tx, subjects.person))
  await inPlatformTransaction(services, (tx) => repo.updateStep(tx, { erasureId, step: 'audit' }, { deleted }))
  return { kept }
}

async function release({ services, erasureId, subjects }: Run): Promise<Done> {
  const { userId } = subjects.person
  if (userId === null) return {}
  if (isHeldWhole({ category: 'C05' }, subjects.holds) || isHeldWhole({ category: 'C06' }, subjects.holds)) {
    return { held: true }
  }
  await inPlatformTransaction(services, async (tx) => {
    const deleted = await releaseGrants(tx, userId)
    await repo.addProgress(tx, { erasureId, step: stepOf('database', 'identities') }, { deleted })
  })
  return {}
}

async function eraseAddresses({ services, subjects }: Run): Promise<Done> {
  if (isHeldWhole({ category: 'C01' }, subjects.holds)) return { held: true }
  await inPlatformTransaction(services, async (tx) => {
    for (const address of subjects.person.addresses) await eraseAddress(tx, address)
  })
  return {}
}

/** Files of the person, and the copies that were made for them. */
async function eraseBlobs({ services, subjects }: Run): Promise<Done> {
  const { person, holds } = subjects
  if (isHeldWhole({ category: 'C31' }, holds)) return { held: true }
  const exports = await inPlatformTransaction(services, (tx) => listExports(tx, person))
  const keys = new Set(exports.filter(({ state }) => state === 'ready').map(fileOf))
  for (const owner of [person.userId, ...exports.map(fileOf).map((key) => key.split('/')[0] ?? null)]) {
    if (owner === null) continue
    for await (const { key } of services.blobs.list(`${owner}/`)) keys.add(key)
  }
  for (const key of keys) await services.blobs.delete(key)
  return { deleted: keys.size }
}
