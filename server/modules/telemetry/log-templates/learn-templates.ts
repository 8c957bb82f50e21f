/** What changes templates: under a lock of the database, in one transaction for all lines that wait. */
import { hash } from 'node:crypto'
import { systemContext, type Services, type Tx } from '#platform/context'
import { inTransaction } from '#platform/database'
import type { Cluster } from './miner.ts'
import {
  findKnown,
  forget,
  type Learnt,
  type ProjectTemplates,
  type Waiting,
  type Wanted,
} from './project-templates.ts'
import * as repo from './repo.ts'

/** Of a project. Whoever may send could invent any number of them. */
export const maxTemplates = 2_000
/** New templates of a project that one process takes in a minute; what comes beyond has none until the next one. */
export const maxNewPerMinute = 300
/** Where there are as many as there may be, one that was not seen for so long makes room. */
export const staleMs = 24 * 3_600_000

/** All that wait at a time share one transaction. */
export async function learnWaiting(services: Services, project: ProjectTemplates): Promise<void> {
  // Lets the other lines of the request come along.
  await Promise.resolve()
  try {
    while (project.waiting.length > 0) await learnNext(services, project)
  } finally {
    // At once: whoever comes next must not wait for a run that is over.
    project.learning = undefined
  }
}

async function learnNext(services: Services, project: ProjectTemplates): Promise<void> {
  const batch = project.waiting.splice(0)
  try {
    const ctx = systemContext(services, project.workspaceId, project.projectId)
    const found = await inTransaction(ctx, (tx) => learnBatch(tx, project, batch))
    for (const [index, { done }] of batch.entries()) done(found[index])
  } catch (error) {
    // What was learnt in memory is not in the database: whoever caches this project reads it again.
    for (const { done } of [...batch, ...project.waiting.splice(0)]) done(undefined)
    throw error
  }
}

async function learnBatch(tx: Tx, project: ProjectTemplates, batch: readonly Waiting[]) {
  await repo.lockProject(tx, project.projectId)
  await catchUp(tx, project)
  const changed = new Map<string, repo.WrittenTemplate>()
  const found: (Learnt | undefined)[] = []
  for (const { wanted } of batch) found.push(await learnOne(tx, project, wanted, changed))
  if (changed.size > 0) {
    project.version += 1
    await repo.write(tx, project.projectId, project.version, [...changed.values()])
  }
  return found
}

async function learnOne(
  tx: Tx,
  project: ProjectTemplates,
  wanted: Wanted,
  changed: Map<string, repo.WrittenTemplate>,
): Promise<Learnt | undefined> {
  const known = findKnown(project, wanted)
  if (known) return { cluster: known, created: false }
  if (!(await hasRoom(tx, project))) return undefined
  const make = (parts: readonly string[]) => ({
    id: templateId(project.projectId, { ...wanted, parts }),
    number: ++project.lastNumber,
  })
  const {
    cluster,
    created,
    changed: clusters,
  } = wanted.source === 'sender' ? makeOfSender(project, wanted, make) : project.miner.learn(wanted.parts, make)
  for (const one of clusters) changed.set(one.id, writtenOf(one, wanted.source))
  if (created) project.minute.created += 1
  return { cluster, created }
}

/** 128 bits of what the first line of it looked like, so that it is the same one when it was forgotten and comes back. */
function templateId(projectId: string, { source, parts }: Wanted): string {
  return `tpl_${hash('sha256', JSON.stringify([projectId, source, ...parts])).slice(0, 32)}`
}

function makeOfSender(
  project: ProjectTemplates,
  { parts }: Wanted,
  make: (parts: readonly string[]) => { id: string; number: number },
) {
  const cluster: Cluster = { ...make(parts), parts, mergedInto: undefined }
  project.ofSenders.set(parts.join(' '), cluster)
  return { cluster, created: true, changed: [cluster] }
}

const writtenOf = ({ id, number, parts, mergedInto }: Cluster, source: repo.TemplateSource): repo.WrittenTemplate => ({
  id,
  number,
  source,
  pattern: parts.join(' '),
  mergedInto: mergedInto?.id ?? null,
})

async function hasRoom(tx: Tx, project: ProjectTemplates): Promise<boolean> {
  const { minute, miner, ofSenders } = project
  if (minute.created >= maxNewPerMinute) return false
  if (miner.size() + ofSenders.size < maxTemplates) return true
  const id = await repo.deleteStalest(tx, project.projectId, new Date(tx.now().getTime() - staleMs))
  if (id === undefined) minute.full = true
  else forget(project, id)
  return id !== undefined
}

/** Reads what changed in the database since the last time. */
export async function catchUp(tx: Tx, project: ProjectTemplates): Promise<void> {
  const rows = (await repo.listChanged(tx, project.projectId, project.version)).map((row) => ({
    ...row,
    parts: row.pattern.split(' '),
  }))
  for (const { source, id, number, parts, pattern } of rows) {
    if (source === 'sender') project.ofSenders.set(pattern, { id, number, parts, mergedInto: undefined })
    else project.miner.put({ id, number, parts, mergedInto: undefined })
  }
  // Only now: what they were merged into may be younger.
  for (const { id, number, parts, mergedInto } of rows) {
    if (mergedInto !== null) project.miner.put({ id, number, parts, mergedInto })
  }
  project.version = Math.max(project.version, ...rows.map(({ version }) => version))
  project.lastNumber = Math.max(project.lastNumber, ...rows.map(({ number }) => number))
}
