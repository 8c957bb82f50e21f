/** What this process knows of one project's templates, and what it has counted since it last wrote that down. */
import type { Services } from '#platform/context'
import { partsOf, templateText } from './mask.ts'
import { survivorOf, type Cluster, type Miner } from './miner.ts'
import type * as repo from './repo.ts'

/** Lines whose template was looked up lately. */
const maxRemembered = 5_000

/** `isNew`: made for this very line. */
export type MinedTemplate = { id: string; template: string; isNew: boolean }
/** A line, or the template that the sender says it has. */
export type Wanted = { source: repo.TemplateSource; parts: readonly string[] }

type Seen = { lines: number; firstSeenAt: Date; lastSeenAt: Date }
export type Learnt = { cluster: Cluster; created: boolean }
export type Waiting = { wanted: Wanted; done: (learnt: Learnt | undefined) => void }

export type ProjectTemplates = {
  workspaceId: string
  projectId: string
  miner: Miner
  /** By the text of the sender's template. */
  ofSenders: Map<string, Cluster>
  remembered: Map<string, Cluster>
  seen: Map<Cluster, Seen>
  version: number
  lastNumber: number
  waiting: Waiting[]
  learning: Promise<void> | undefined
  minute: { startedMs: number; created: number; full: boolean }
  usedMs: number
}

export function wantedOf({ line, template }: { line: string; template?: string | undefined }): Wanted | undefined {
  if (template !== undefined && template.trim() !== '') {
    return { source: 'sender', parts: template.slice(0, 1_000).replaceAll('\0', '').trim().split(/\s+/) }
  }
  const parts = partsOf(line)
  return parts.length === 0 ? undefined : { source: 'mined', parts }
}

/** Without asking the database. */
export function findKnown(project: ProjectTemplates, { source, parts }: Wanted): Cluster | undefined {
  const text = parts.join(' ')
  if (source === 'sender') return project.ofSenders.get(text)
  const remembered = project.remembered.get(text)
  if (remembered) return survivorOf(remembered)
  const cluster = project.miner.match(parts)
  if (cluster) {
    if (project.remembered.size >= maxRemembered) project.remembered.clear()
    project.remembered.set(text, cluster)
  }
  return cluster
}

export function count(
  services: Services,
  { seen }: ProjectTemplates,
  cluster: Cluster,
  { isNew }: { isNew: boolean },
): MinedTemplate {
  const now = services.now()
  const { lines, firstSeenAt } = seen.get(cluster) ?? { lines: 0, firstSeenAt: now }
  seen.set(cluster, { lines: lines + 1, firstSeenAt, lastSeenAt: now })
  return { id: cluster.id, template: templateText(cluster.parts), isNew }
}

/** It is gone from the database. */
export function forget(project: ProjectTemplates, id: string): void {
  project.miner.remove(id)
  for (const [text, cluster] of project.ofSenders) if (cluster.id === id) project.ofSenders.delete(text)
  for (const [text, cluster] of project.remembered) {
    if (cluster.id === id || survivorOf(cluster).id === id) project.remembered.delete(text)
  }
}

/** What was counted since the last time; it counts again from nothing. */
export function takeSeen(project: ProjectTemplates): repo.Seen[] {
  const byId = new Map<string, repo.Seen>()
  for (const [cluster, { lines, firstSeenAt, lastSeenAt }] of project.seen) {
    const { id } = survivorOf(cluster)
    const before = byId.get(id)
    byId.set(id, {
      id,
      lines: lines + (before?.lines ?? 0),
      firstSeenAt: before && before.firstSeenAt < firstSeenAt ? before.firstSeenAt : firstSeenAt,
      lastSeenAt: before && before.lastSeenAt > lastSeenAt ? before.lastSeenAt : lastSeenAt,
    })
  }
  project.seen.clear()
  return [...byId.values()]
}
