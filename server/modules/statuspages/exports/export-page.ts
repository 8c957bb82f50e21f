/** Brings a bucket up to date with its page, a bounded part at a time; the next run goes on where this one ended. */
import { monotonicMs } from '#platform/clock'
import { recordActivity } from '#platform/activity'
import { systemContext, type Context, type Services, type Tx } from '#platform/context'
import { inTransaction } from '#platform/database'
import { EgressFailed, EgressRefused } from '#platform/egress'
import { AppError } from '#platform/errors'
import { newId } from '#platform/ids'
import { VaultError } from '#platform/vault'
import { loadPastSnapshot, loadSnapshot } from '../load-snapshot.ts'
import { isSamePlace, retryAt, type PageExport } from './export.ts'
import { exportedFiles, type ExportedFile } from './files.ts'
import { planOf, type Plan } from './plan.ts'
import * as repo from './repo.ts'
import { deleteObject, putObject } from './s3.ts'
import type { Credentials } from './sigv4.ts'

/** Of one run; a host gets 1,200 in a minute from all pages of the installation. */
export const maxRequests = 200
const atOnce = 4
const maxRunMs = 60_000
/** Longer than a run, with its last requests. */
const leaseMs = 120_000

/**
 * What a run came to. `unsure`: nobody can tell whether these were put; `problem`: for people; `retryAfterSeconds`: it is
 * not the store's fault.
 */
type Result = {
  done: repo.PutObject[]
  gone: string[]
  unsure: string[]
  problem?: string
  retryAfterSeconds?: number
}

const nothing = (): Result => ({ done: [], gone: [], unsure: [] })

/** Does nothing while another process is at it. */
export async function exportPage(services: Services, { workspaceId, pageId, isGone }: repo.ExportPlace): Promise<void> {
  const ctx = systemContext(services, workspaceId, newId('run', services.now()))
  const until = new Date(ctx.now().getTime() + leaseMs)
  const target = await inTransaction(ctx, (tx) => repo.lease(tx, pageId, until))
  if (!target) return
  const loaded = isGone ? undefined : await loadSnapshot(ctx, pageId)
  const isShown = loaded?.access.kind === 'public' && target.endedAt === null
  const past = loaded && isShown ? await loadPastSnapshot(ctx, loaded.snapshot) : undefined
  const files = loaded && isShown ? await exportedFiles(loaded.snapshot, past) : []
  const plan = await announce(ctx, target, files)
  const result = plan ? await carryOut(ctx, target, plan) : nothing()
  const left = plan ? plan.puts.length + plan.deletes.length - result.done.length - result.gone.length : 1
  await inTransaction(ctx, async (tx) => {
    const present = await repo.findExport(tx, pageId)
    // Forgotten meanwhile with what is there, and perhaps begun anew elsewhere: of that this run knows nothing.
    if (!present || !isSamePlace(present, target)) return
    await repo.saveObjects(tx, pageId, result.done)
    await repo.removeObjects(tx, pageId, [...result.gone, ...(plan ? neverPut(plan, result) : [])])
    const isOver = present.endedAt !== null || isGone
    if (left === 0 && isOver && (await repo.countObjects(tx, pageId)).all === 0) return repo.deleteExport(tx, pageId)
    const pageUpdatedAt = loaded?.snapshot.page.updatedAt ?? null
    await save(tx, target, result, { isComplete: left === 0, pageUpdatedAt })
  })
}

/** `fresh`: what was announced and is not known of an earlier run. */
type Announced = Plan & { fresh: string[] }

/** What is about to be put is on record before, so that it is taken away again whatever happens. */
function announce(ctx: Context, target: PageExport, files: readonly ExportedFile[]): Promise<Announced | undefined> {
  return inTransaction(ctx, async (tx) => {
    const { pageId, updatedAt } = target
    const present = await repo.findExport(tx, pageId)
    // It leads elsewhere meanwhile: the next run sees to it.
    if (present?.updatedAt.getTime() !== updatedAt.getTime()) return undefined
    const objects = await repo.listObjects(tx, pageId)
    const plan = planOf(files, objects, tx.now())
    const begun = plan.puts.slice(0, maxRequests).map(({ path }) => ({ path, digest: null, putAt: null }))
    await repo.saveObjects(tx, pageId, begun)
    const known = new Set(objects.map(({ path }) => path))
    return { ...plan, fresh: begun.map(({ path }) => path).filter((path) => !known.has(path)) }
  })
}

/** Announced, and refused or not tried: the store has nothing of it, so that another place may be chosen. */
function neverPut({ fresh }: Announced, { done, unsure }: Result): string[] {
  const there = new Set([...done.map(({ path }) => path), ...unsure])
  return fresh.filter((path) => !there.has(path))
}

async function carryOut(ctx: Context, target: PageExport, { puts, deletes }: Plan): Promise<Result> {
  const result = nothing()
  try {
    const secretAccessKey = await inTransaction(ctx, (tx) => repo.findSecret(tx, target.pageId))
    if (secretAccessKey === undefined) return result // removed meanwhile
    if (secretAccessKey === null) return { ...result, problem: 'there is no secret key: give it again' }
    const store = { ...target, secretAccessKey }
    const acts = [
      ...puts.map((file) => () => put(ctx, store, file, result)),
      ...deletes.map((path) => () => remove(ctx, store, path, result)),
    ].slice(0, maxRequests)
    const endsMs = monotonicMs() + maxRunMs
    const work = async (): Promise<void> => {
      while (result.problem === undefined && monotonicMs() < endsMs) {
        const act = acts.shift()
        if (!act) return
        const problem = await act()
        if (problem !== undefined) result.problem = problem
      }
    }
    // All of them are waited for: what a request came to is to be known when one beside it failed.
    const ended = await Promise.allSettled(Array.from({ length: atOnce }, work))
    for (const each of ended) if (each.status === 'rejected') throw each.reason
    return result
  } catch (error) {
    if (error instanceof EgressRefused || error instanceof EgressFailed) return { ...result, problem: error.message }
    if (error instanceof VaultError) return { ...result, problem: 'the stored secret key cannot be opened' }
    if (error instanceof AppError && error.code === 'rate_limited')
      return { ...result, retryAfterSeconds: error.retryAfterSeconds ?? 10 }
    throw error
  }
}

type Store = PageExport & Credentials

async function put(ctx: Context, store: Store, file: ExportedFile, result: Result): Promise<string | undefined> {
  const { path, headers, digest } = file
  result.unsure.push(path)
  const answer = await putObject(ctx, store, { path, headers, body: file.body() })
  if (answer === undefined) result.done.push({ path, digest, putAt: ctx.now() })
  // A store that was at fault itself may have kept it all the same.
  if (answer !== undefined && answer.status < 500) result.unsure.splice(result.unsure.indexOf(path), 1)
  return answer?.problem
}

async function remove(ctx: Context, store: Store, path: string, result: Result): Promise<string | undefined> {
  const answer = await deleteObject(ctx, store, path)
  if (answer === undefined) result.gone.push(path)
  return answer?.problem
}

async function save(
  tx: Tx,
  { pageId, updatedAt, failingSince, exportedAt, pageUpdatedAt }: PageExport,
  { problem, retryAfterSeconds }: Result,
  now: { isComplete: boolean; pageUpdatedAt: Date | null },
): Promise<void> {
  const at = tx.now()
  if (problem !== undefined) {
    const since = failingSince ?? at
    const kept = { exportedAt, pageUpdatedAt, failingSince: since, problem }
    await repo.saveRun(tx, pageId, updatedAt, { ...kept, notBefore: retryAt(since, at) })
    if (!failingSince) await recordActivity(tx, 'statusPage.exportFailing', { subjectId: pageId, data: { problem } })
    return
  }
  const notBefore = new Date(at.getTime() + (retryAfterSeconds ?? 0) * 1_000)
  const what = now.isComplete ? { exportedAt: at, pageUpdatedAt: now.pageUpdatedAt } : { exportedAt, pageUpdatedAt }
  // Being told to wait says nothing of the store.
  const fault = retryAfterSeconds === undefined || now.isComplete ? null : failingSince
  await repo.saveRun(tx, pageId, updatedAt, { ...what, notBefore, failingSince: fault, problem: null })
  if (failingSince && !fault) await recordActivity(tx, 'statusPage.exportRecovered', { subjectId: pageId })
}
