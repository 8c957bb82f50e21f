/**
 * Puts the frames of an event back into the original source, before it is grouped: by the debug id of each frame, or by
 * release and address, with the maps of the event's own project and no other's.
 */
import type { Services } from '#platform/context'
import { addNote, culpritOf } from '../clean.ts'
import type { EventFrame, EventNote, TelemetryEvent } from '../event.ts'
import { findMaps, loadMap, mayHaveReleaseMaps } from './find-map.ts'
import { maxContextLength, maxMapsPerEvent, resolveMs } from './limits.ts'
import { locate, mapFrame, type ContextBudget } from './map-frame.ts'
import type { MapFiles } from './map-repo.ts'
import { TooManyWaiting, UnreadableMap } from './parse-apart.ts'
import type { ParsedMap } from './parse-map.ts'
import { readDebugId, tildeUrl, type Target } from './source-map.ts'
import { countUses, type Miss } from './uses.ts'

/** What names the map of a frame. */
type Reference = { debugId: string } | { url: string }
type Loaded = { files: MapFiles; map: ParsedMap }

/** The event with its frames as they stand in the original source, where the project has a map; never throws. */
export async function resolveSources(
  services: Services,
  target: Target,
  event: TelemetryEvent,
  { timeoutMs = resolveMs } = {},
): Promise<TelemetryEvent> {
  if (!mayNameMaps(event)) return event
  try {
    const byRelease = event.release !== undefined && (await mayHaveReleaseMaps(services, target))
    const references = createReferences(event, byRelease)
    const wanted = wantedOf(event, references)
    // Most events end here: a timer for each would cost more than all of this.
    if (wanted.debugIds.length + wanted.urls.length === 0) return event
    const late = 'its source maps could not be read in time'
    return (
      (await inTime(resolve(services, target, event, { references, wanted }), timeoutMs)) ?? unresolved(event, late)
    )
  } catch (error) {
    services.log.warn('source maps could not be looked up', { error })
    return unresolved(event, 'its source maps could not be looked up')
  }
}

/** undefined: it took longer. What goes on then is nobody's; its failure is not told. */
async function inTime<T>(work: Promise<T>, timeoutMs: number): Promise<T | undefined> {
  const { promise: late, resolve: giveUp } = Promise.withResolvers<undefined>()
  const timer = setTimeout(giveUp, timeoutMs, undefined)
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

/** One cheap look: debug ids, or a release and places in scripts. */
function mayNameMaps({ debugImages, release, exceptions, threads }: TelemetryEvent): boolean {
  if (debugImages.length > 0) return true
  const names = ({ frames }: { frames: EventFrame[] }) =>
    frames.some(({ debugId, column }) => debugId !== undefined || (release !== undefined && column !== undefined))
  return exceptions.some(names) || threads.some(names)
}

function unresolved(event: TelemetryEvent, why: string): TelemetryEvent {
  const notes = [...event.notes]
  addNote(notes, 'exceptions.frames', 'unresolved', why)
  return { ...event, notes }
}

async function resolve(
  services: Services,
  target: Target,
  event: TelemetryEvent,
  { references, wanted }: { references: References; wanted: ReturnType<typeof wantedOf> },
): Promise<TelemetryEvent> {
  const notes = [...event.notes]
  const found = await findMaps(services, target, {
    ...wanted,
    release: event.release ?? null,
    distribution: event.distribution ?? null,
  })
  const misses = missesOf(event, references, found, wanted.debugIds, notes)
  const loaded = await loadAll(services, target, found, notes)
  countUses(services, target, { mapIds: [...new Set([...loaded.values()].map(({ files }) => files.id))], misses })
  return loaded.size === 0 ? { ...event, notes } : mapEvent(event, references, loaded, notes)
}

type References = (frame: EventFrame) => Reference | undefined

function createReferences({ debugImages }: TelemetryEvent, byRelease: boolean): References {
  const byFile = new Map<string, string>()
  for (const { type, code_file: file, debug_id: id } of debugImages) {
    const debugId = type === 'sourcemap' ? readDebugId(id) : undefined
    if (debugId !== undefined && typeof file === 'string') byFile.set(file, debugId)
  }
  return ({ debugId: own, path, file }) => {
    const debugId = readDebugId(own) ?? byFile.get(path ?? '') ?? byFile.get(file ?? '')
    if (debugId !== undefined) return { debugId }
    const url = byRelease ? tildeUrl(path ?? file ?? '') : undefined
    return url === undefined ? undefined : { url }
  }
}

const nameOf = (reference: Reference): string => ('debugId' in reference ? reference.debugId : reference.url)

function framesOf({ exceptions, threads }: TelemetryEvent): EventFrame[] {
  return [...exceptions, ...threads].flatMap(({ frames }) => frames)
}

function wantedOf(event: TelemetryEvent, referenceOf: References): { debugIds: string[]; urls: string[] } {
  const debugIds = new Set<string>()
  const urls = new Set<string>()
  for (const frame of framesOf(event)) {
    const reference = referenceOf(frame)
    if (!reference || debugIds.size + urls.size >= maxMapsPerEvent) continue
    if ('debugId' in reference) debugIds.add(reference.debugId)
    else urls.add(reference.url)
  }
  return { debugIds: [...debugIds], urls: [...urls] }
}

function missesOf(
  event: TelemetryEvent,
  referenceOf: References,
  found: ReadonlyMap<string, MapFiles>,
  debugIds: readonly string[],
  notes: EventNote[],
): Miss[] {
  const missing = new Set(debugIds.filter((id) => !found.has(id)))
  const misses = new Map<string, Miss>()
  for (const frame of missing.size > 0 ? framesOf(event) : []) {
    const reference = referenceOf(frame)
    if (!reference || !('debugId' in reference) || !missing.has(reference.debugId)) continue
    const { debugId } = reference
    if (misses.has(debugId)) continue
    // The address without its query, which may say anything.
    const url = (frame.path ?? frame.file ?? '').replace(/[?#].*$/s, '') || null
    misses.set(debugId, { debugId, url, release: event.release ?? null })
    addNote(notes, 'exceptions.frames', 'unresolved', `no source map was uploaded for the debug id ${debugId}`)
  }
  return [...misses.values()]
}

async function loadAll(
  services: Services,
  target: Target,
  found: ReadonlyMap<string, MapFiles>,
  notes: EventNote[],
): Promise<Map<string, Loaded>> {
  const loaded = new Map<string, Loaded>()
  const load = async (name: string, files: MapFiles): Promise<void> => {
    try {
      loaded.set(name, { files, map: await loadMap(services, target, files) })
    } catch (error) {
      const known = error instanceof UnreadableMap || error instanceof TooManyWaiting
      if (!known) services.log.warn('a source map could not be read', { error })
      const why = known ? error.message : 'it could not be read'
      addNote(notes, 'exceptions.frames', 'unresolved', `the source map for ${name.slice(0, 200)}: ${why}`)
    }
  }
  await Promise.all([...found].map(([name, files]) => load(name, files)))
  return loaded
}

function mapEvent(
  event: TelemetryEvent,
  referenceOf: References,
  loaded: ReadonlyMap<string, Loaded>,
  notes: EventNote[],
): TelemetryEvent {
  const budget: ContextBudget = { left: maxContextLength }
  const mapStack = <T extends { frames: EventFrame[] }>(stack: T): T => ({
    ...stack,
    frames: mapFrames(stack.frames, referenceOf, loaded, { budget, notes }),
  })
  const exceptions = event.exceptions.map(mapStack)
  const threads = event.threads.map(mapStack)
  return { ...event, exceptions, threads, culprit: culpritOf(mainFrames(exceptions, threads), event.route), notes }
}

/** The stack that people look at first. */
function mainFrames(exceptions: TelemetryEvent['exceptions'], threads: TelemetryEvent['threads']): EventFrame[] {
  const stack = exceptions.findLast(({ frames }) => frames.length > 0)
  return (stack ?? threads.find(({ crashed }) => crashed) ?? threads[0])?.frames ?? []
}

function mapFrames(
  frames: readonly EventFrame[],
  referenceOf: References,
  loaded: ReadonlyMap<string, Loaded>,
  { budget, notes }: { budget: ContextBudget; notes: EventNote[] },
): EventFrame[] {
  let before: { map: ParsedMap; position: NonNullable<ReturnType<typeof locate>> } | undefined
  // The crash comes first: it must not go without source because of the others.
  const places = frames.map((frame) => {
    const reference = referenceOf(frame)
    const map = reference && loaded.get(nameOf(reference))?.map
    const position = map && locate(map, frame)
    if (map && !position)
      addNote(notes, 'exceptions.frames', 'unresolved', 'the source map knows no source for a frame')
    const calledAt = before
    before = map && position && { map, position }
    return before && { ...before, calledAt }
  })
  const mapped = [...frames]
  for (let at = frames.length - 1; at >= 0; at--) {
    const [frame, place] = [frames[at], places[at]]
    if (frame && place) mapped[at] = mapFrame(frame, place, budget)
  }
  return mapped
}
