/** Exports of what there is about a person: asked for, written by a job, fetched for a week. */
import { z } from 'zod'
import { findPeople } from '#modules/users'
import type { Services } from '#platform/context'
import { inPlatformTransaction, isUniqueViolation, type PlatformTx } from '#platform/database'
import { conflict, notFound } from '#platform/errors'
import { newId } from '#platform/ids'
import { definePlatformJob, type PlatformJob, enqueueForPlatform } from '#platform/jobs'
import { readLinkSecret } from '#platform/vault'
import type { Facts } from '../facts.ts'
import type { Person } from '../person.ts'
import { availableMs, maxAttempts, newExport, stateAt } from './export-state.ts'
import { exportLinkPurpose, mailReady } from './mail-ready.ts'
import * as repo from './person-export-repo.ts'
import { planPersonExport } from './plan-person-export.ts'
import { writePersonBundle } from './write-person-bundle.ts'

const jobName = 'privacy.exportPerson'
const input = z.object({ exportId: z.string() })
export type PersonExportJob = PlatformJob<z.infer<typeof input>>

/** A person about whom there is more than that must be answered by hand. */
const maxBytes = 8 * 1024 ** 3
/** Progress is written down after so many rows. */
const progressRows = 5_000

/**
 * Somebody with a sign-in (the addresses are then those of the sign-in), or somebody who is known by one address. Throws
 * conflict while another one of the same person is under way. Whoever asked gets a mail when it is ready: with a link to
 * the screen, or, without a sign-in, with a link of its own.
 */
export async function startPersonExport(services: Services, person: Person): Promise<repo.PersonExport> {
  return inPlatformTransaction(services, (tx) => startPersonExportIn(tx, person))
}

/** The same in the transaction of whoever decides that it is done. */
export async function startPersonExportIn(tx: PlatformTx, { userId, addresses }: Person): Promise<repo.PersonExport> {
  const address = userId === null ? (addresses[0]?.toLowerCase() ?? null) : null
  if (userId === null && address === null) throw new Error('nobody: neither a user nor an address')
  const id = newId('exp', tx.now())
  const row = { ...newExport(id, tx.now(), tx.policy.version().version), userId, address }
  try {
    await repo.insert(tx, row)
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    throw conflict('an export of your data is under way already')
  }
  await tx.jobs.enqueue(tx, jobName, { exportId: id }, {})
  return row
}

export function createPersonExportJob(facts: Facts): PersonExportJob {
  return definePlatformJob({
    name: jobName,
    // A copy for the person whose data it is; nothing is done with what it reads but to hand it over.
    purpose: 'compliance',
    reads: ['C31'],
    input,
    handle: (services, { exportId }) => runPersonExport(services, facts, exportId),
  })
}

/** Wakes one that stands still. */
export function wakePersonExport(tx: PlatformTx, job: PersonExportJob, exportId: string): Promise<void> {
  return enqueueForPlatform(tx, job, { exportId }, { key: exportId })
}

/** Whoever goes on after a crash begins anew: what was not finished is not there. */
export async function runPersonExport(services: Services, facts: Facts, id: string): Promise<void> {
  try {
    await run(services, facts, id)
  } catch (error) {
    const attempts = await inPlatformTransaction(services, (tx) => repo.countAttempt(tx, id))
    if (attempts < maxAttempts) throw error
    services.log.error('an export of a person was given up', { error })
    await inPlatformTransaction(services, (tx) => repo.fail(tx, id))
  }
}

async function run(services: Services, facts: Facts, id: string): Promise<void> {
  const found = await inPlatformTransaction(services, (tx) => repo.find(tx, id))
  if (!found || !['queued', 'running'].includes(found.state) || found.expiresAt <= services.now()) return
  const person = await personOf(services, found)
  if (!person) return
  const plan = await planPersonExport(services, facts, person)
  await inPlatformTransaction(services, (tx) => repo.begin(tx, id, plan.plannedRows))
  let doneRows = 0
  let saved = 0
  const onRows = async (done: number): Promise<void> => {
    doneRows = done
    if (done - saved < progressRows) return
    saved = done
    await inPlatformTransaction(services, (tx) => repo.saveProgress(tx, id, done))
  }
  const about = { id, exportedAt: found.createdAt, person, plan }
  const content = encoded(writePersonBundle(services, about, onRows))
  const { sizeBytes } = await services.blobs.put(fileOf(found), content, { contentType: 'application/json', maxBytes })
  const ended = await inPlatformTransaction(services, async (tx) => {
    const expiresAt = new Date(tx.now().getTime() + availableMs)
    const isFirst = await repo.finish(tx, id, { sizeBytes, doneRows, expiresAt })
    if (isFirst) await mailReady.enqueue(tx, { exportId: id, userId: found.userId, workspaceId: null })
    return isFirst || (await repo.find(tx, id)) !== undefined
  })
  // Erased while it was written.
  if (!ended) await services.blobs.delete(fileOf(found))
}

async function* encoded(pieces: AsyncGenerator<string>): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) yield Buffer.from(piece)
}

/** Undefined for one whose sign-in is gone. */
async function personOf(services: Services, { userId, address }: repo.PersonExport): Promise<Person | undefined> {
  if (userId === null) return { userId, addresses: address === null ? [] : [address] }
  const people = await inPlatformTransaction(services, (tx) => findPeople(tx, [userId]))
  const email = people.get(userId)?.email
  return email === undefined ? undefined : { userId, addresses: [email.toLowerCase()] }
}

export function fileOf({ id, userId }: Pick<repo.PersonExport, 'id' | 'userId'>): string {
  return `${userId ?? id}/export/${id}.json`
}

/** What the link in the mail to somebody without a sign-in opens; throws not_found for anything else. */
export async function findExportBySecret(services: Services, secret: string): Promise<repo.PersonExport> {
  const id = readLinkSecret(services.vault, exportLinkPurpose, 'exp', secret)
  const found = id && (await inPlatformTransaction(services, (tx) => repo.find(tx, id)))
  if (!found || found.userId !== null || stateAt(found, services.now()) !== 'ready') throw notFound('export')
  return found
}
