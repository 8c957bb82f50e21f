/**
 * The template of a line. Lines that are covered cost memory only. Whatever would change a template is done under a lock
 * of the database, after reading what other processes have learnt: so two that learn apart come to the same templates,
 * and ids survive restarts.
 */
import { systemContext, type Services } from '#platform/context'
import { inTransaction } from '#platform/database'
import { catchUp, learnWaiting } from './learn-templates.ts'
import { createMiner } from './miner.ts'
import {
  count,
  findKnown,
  type Learnt,
  type MinedTemplate,
  type ProjectTemplates,
  type Wanted,
} from './project-templates.ts'

/** Lines that may wait to be learnt; further ones have a template if one of these has it. */
const maxWaiting = 2_000
const minuteMs = 60_000

export async function loadProject(services: Services, target: { workspaceId: string; projectId: string }) {
  const project: ProjectTemplates = {
    ...target,
    miner: createMiner(),
    ofSenders: new Map(),
    remembered: new Map(),
    seen: new Map(),
    version: 0,
    lastNumber: 0,
    waiting: [],
    learning: undefined,
    minute: { startedMs: 0, created: 0, full: false },
    usedMs: services.now().getTime(),
  }
  await inTransaction(systemContext(services, target.workspaceId, target.projectId), (tx) => catchUp(tx, project))
  return project
}

/** Undefined: it would be a new one, and there are too many. Throws when the database is away. */
export async function findTemplate(
  services: Services,
  project: ProjectTemplates,
  wanted: Wanted,
): Promise<MinedTemplate | undefined> {
  const nowMs = services.now().getTime()
  project.usedMs = nowMs
  const known = findKnown(project, wanted)
  if (known) return count(services, project, known, { isNew: false })
  if (nowMs - project.minute.startedMs >= minuteMs) project.minute = { startedMs: nowMs, created: 0, full: false }
  if (project.minute.full) return undefined
  if (project.waiting.length >= maxWaiting) {
    await project.learning
    const learntSince = findKnown(project, wanted)
    return learntSince && count(services, project, learntSince, { isNew: false })
  }
  const learnt = new Promise<Learnt | undefined>((done) => project.waiting.push({ wanted, done }))
  project.learning ??= learnWaiting(services, project)
  await project.learning
  const found = await learnt
  return found && count(services, project, found.cluster, { isNew: found.created })
}
