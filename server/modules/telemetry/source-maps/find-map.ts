/** Which map of a project is meant, remembered for a moment; and the decoded maps, within a bound of bytes. */
import { buffer } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { systemContext, type Services } from '#platform/context'
import { inTransaction } from '#platform/database'
import { cacheBytes, maxMapBytes, maxScriptBytes } from './limits.ts'
import * as maps from './map-repo.ts'
import { parseApart, UnreadableMap } from './parse-apart.ts'
import type { ParsedMap } from './parse-map.ts'
import { mapKind, type Target } from './source-map.ts'

const unzip = promisify(gunzip)

/** How long another process may go on with what was there before. */
const rememberMs = 5_000
const maxProjects = 10_000
const maxNames = 2_000

/** What is asked of a project at once: 32 hex digits, and addresses of a release. */
export type Wanted = {
  debugIds: readonly string[]
  release: string | null
  distribution: string | null
  urls: readonly string[]
}

/** By debug id, and by address. */
export type FoundMaps = Map<string, maps.MapFiles>

type Project = {
  untilMs: number
  hasReleaseMaps: Promise<boolean> | undefined
  found: Map<string, maps.MapFiles | null>
}
type Memory = { projects: Map<string, Project>; decoded: Map<string, Decoded>; decodedBytes: number }
type Decoded = { map: Promise<ParsedMap>; sizeBytes: number }

/** Of a database handle: what one process remembers. */
const memories = new WeakMap<object, Memory>()

/** After a change that was committed, in this process; others follow within five seconds. */
export function forgetMaps(services: Pick<Services, 'database'>, target: Target): void {
  memoryOf(services).projects.delete(keyOf(target))
}

/** Whether a release and an address can name a map of the project; a look-up every five seconds at most. */
export function mayHaveReleaseMaps(services: Services, target: Target): Promise<boolean> {
  const project = projectOf(services, target)
  const asked = (project.hasReleaseMaps ??= inTransaction(contextOf(services, target), (tx) =>
    maps.hasReleaseMaps(tx, target.projectId),
  ))
  asked.catch(() => (project.hasReleaseMaps = undefined))
  return asked
}

/** Of the project's own maps alone. */
export async function findMaps(services: Services, target: Target, wanted: Wanted): Promise<FoundMaps> {
  const { found } = projectOf(services, target)
  const { release, distribution } = wanted
  const nameOf = (url: string) => `${release}\n${distribution}\n${url}`
  const debugIds = wanted.debugIds.filter((id) => !found.has(id))
  const urls = release === null ? [] : wanted.urls.filter((url) => !found.has(nameOf(url)))
  if (debugIds.length + urls.length > 0) {
    await inTransaction(contextOf(services, target), async (tx) => {
      const byId = debugIds.length > 0 ? await maps.findByDebugId(tx, target.projectId, debugIds) : new Map()
      const named = { release: release ?? '', distribution, urls }
      const byUrl = urls.length > 0 ? await maps.findByUrl(tx, target.projectId, named) : new Map()
      if (found.size > maxNames) found.clear()
      for (const id of debugIds) found.set(id, byId.get(id) ?? null)
      for (const url of urls) found.set(nameOf(url), byUrl.get(url) ?? null)
    })
  }
  const known = [
    ...wanted.debugIds.map((id) => [id, found.get(id)] as const),
    ...wanted.urls.map((url) => [url, found.get(nameOf(url))] as const),
  ]
  return new Map(known.flatMap(([name, files]) => (files ? [[name, files] as const] : [])))
}

/** Decoded, once for all who ask at the same time. Throws UnreadableMap, TooManyWaiting. */
export function loadMap(services: Services, target: Target, files: maps.MapFiles): Promise<ParsedMap> {
  const memory = memoryOf(services)
  const key = `${target.workspaceId}/${files.mapFileId}/${files.scriptFileId ?? ''}`
  const cached = memory.decoded.get(key)
  if (cached) {
    // The last one used is the last one dropped.
    memory.decoded.delete(key)
    memory.decoded.set(key, cached)
    return cached.map
  }
  const entry: Decoded = { map: readMap(services, target, files), sizeBytes: 0 }
  memory.decoded.set(key, entry)
  entry.map.then(
    ({ sizeBytes }) => keep(memory, key, entry, sizeBytes),
    (error: unknown) => {
      // What cannot be read stays so; for all else there is another time.
      if (!(error instanceof UnreadableMap) && memory.decoded.get(key) === entry) memory.decoded.delete(key)
    },
  )
  return entry.map
}

function keep(memory: Memory, key: string, entry: Decoded, sizeBytes: number): void {
  if (memory.decoded.get(key) !== entry) return
  entry.sizeBytes = sizeBytes
  memory.decodedBytes += sizeBytes
  for (const [oldest, { sizeBytes: freed }] of memory.decoded) {
    if (memory.decodedBytes <= cacheBytes && memory.decoded.size <= maxNames) break
    if (oldest === key) continue
    memory.decoded.delete(oldest)
    memory.decodedBytes -= freed
  }
}

async function readMap(services: Services, target: Target, files: maps.MapFiles): Promise<ParsedMap> {
  const [map, script] = await Promise.all([
    readFile(services, target, files.mapFileId, maxMapBytes),
    files.scriptFileId === null ? null : readFile(services, target, files.scriptFileId, maxScriptBytes),
  ])
  return parseApart({ map, script })
}

async function readFile({ blobs }: Services, { workspaceId }: Target, id: string, maxBytes: number): Promise<Buffer> {
  const { body } = await blobs.get(`${workspaceId}/${mapKind}/${id}`)
  return unzip(await buffer(body), { maxOutputLength: maxBytes })
}

/** What this process keeps decoded, in bytes. */
export function decodedBytes(services: Pick<Services, 'database'>): number {
  return memoryOf(services).decodedBytes
}

const contextOf = (services: Services, { workspaceId, projectId }: Target) =>
  systemContext(services, workspaceId, projectId)

const keyOf = ({ workspaceId, projectId }: Target): string => `${workspaceId}/${projectId}`

function projectOf(services: Services, target: Target): Project {
  const { projects } = memoryOf(services)
  const nowMs = services.now().getTime()
  const known = projects.get(keyOf(target))
  if (known && known.untilMs > nowMs) return known
  if (projects.size >= maxProjects) projects.clear()
  const project: Project = { untilMs: nowMs + rememberMs, hasReleaseMaps: undefined, found: new Map() }
  projects.set(keyOf(target), project)
  return project
}

function memoryOf({ database }: Pick<Services, 'database'>): Memory {
  const memory = memories.get(database) ?? { projects: new Map(), decoded: new Map(), decodedBytes: 0 }
  memories.set(database, memory)
  return memory
}
