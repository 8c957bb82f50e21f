/** A planned page beside what the workspace has: under which ids its things would be added, and which are there. */
import type { Tx } from '#platform/context'
import { maxGroups } from '../components/component.ts'
import * as groupRepo from '../components/group-repo.ts'
import { defaultLocale } from '../look/locale.ts'
import { maxOpenMaintenances } from '../maintenance/maintenance.ts'
import { countOpen } from '../maintenance/repo.ts'
import { maxComponents, type StatusPage } from '../page.ts'
import * as seriesRepo from '../maintenance/series-repo.ts'
import * as repo from '../repo.ts'
import * as importRepo from './import-repo.ts'
import type { ThingKind } from './import-repo.ts'
import {
  derivedId,
  digestOf,
  isShortId,
  type PlannedComponent,
  type PlannedGroup,
  type PlannedMaintenance,
  type PlannedPage,
  type PlannedReport,
  type PlannedSeries,
  type Skipped,
} from './plan.ts'

/** Which of the planned pages goes where. Without a page: the one that came from the same source, or a new one. */
export type Choice = { sourceId: string; pageId?: string | undefined; slug?: string | undefined }

export type Placed<T> = T & { id: string; isThere: boolean }

export type PreparedPage = {
  planned: PlannedPage
  page: StatusPage
  isThere: boolean
  groups: Placed<PlannedGroup>[]
  components: Placed<PlannedComponent>[]
  reports: Placed<PlannedReport>[]
  maintenances: Placed<PlannedMaintenance>[]
  series: Placed<PlannedSeries>[]
  skipped: Skipped[]
}

/** `find` reads the page, or locks it. Throws not_found for a chosen page that is none. */
export async function preparePage(
  tx: Tx,
  planned: PlannedPage,
  choice: Choice | undefined,
  find: (tx: Tx, id: string) => Promise<StatusPage>,
): Promise<PreparedPage> {
  const found = await findPage(tx, planned, choice, find)
  const page = found ?? (await newPage(tx, planned, choice))
  const place = await placer(tx, page.id, planned)
  const skipped: Skipped[] = []
  const within = <T extends { name: string }>(
    what: 'group' | 'component' | 'maintenance',
    things: Placed<T>[],
    { has, most, words }: { has: number; most: number; words: string },
  ): Placed<T>[] => {
    let room = most - has
    return things.filter(({ isThere, name }) => {
      if (isThere || room-- > 0) return true
      skipped.push({ what, name, reason: `a status page has at most ${most} ${words}` })
      return false
    })
  }
  const has = { groups: (await groupRepo.listGroups(tx, [page.id])).length, components: await count(tx, page.id) }
  const windows = planned.maintenances.map((each) => ({ ...place('maintenance', each), name: each.title }))
  const open = within('maintenance', windows.filter(isOpen), {
    ...{ has: await countOpen(tx, page.id), most: maxOpenMaintenances, words: 'maintenances that are not over' },
  })
  return {
    ...{ planned, page, isThere: found !== undefined, skipped },
    groups: within(
      'group',
      planned.groups.map((each) => place('group', each)),
      { has: has.groups, most: maxGroups, words: 'groups' },
    ),
    components: within(
      'component',
      planned.components.map((each) => place('component', each)),
      { has: has.components, most: maxComponents, words: 'components' },
    ),
    reports: planned.reports.map((each) => place('report', each)),
    maintenances: [...windows.filter((each) => !isOpen(each)), ...open],
    series: await placeSeries(tx, page.id, planned.series ?? []),
  }
}

function isOpen({ status }: PlannedMaintenance): boolean {
  return status !== 'completed'
}

/** Its id follows from page and source: a series that somebody ended stays ended. */
async function placeSeries(
  tx: Tx,
  pageId: string,
  planned: readonly PlannedSeries[],
): Promise<Placed<PlannedSeries>[]> {
  const ids = planned.map(({ sourceId }) => `mse_${digestOf(pageId, 'series', sourceId).slice(0, 32)}`)
  const known = new Set((await seriesRepo.listSeriesByIds(tx, ids)).map(({ id }) => id))
  return planned.map((each, index) => {
    const id = ids[index] ?? ''
    return { ...each, id, isThere: known.has(id) }
  })
}

async function count(tx: Tx, pageId: string): Promise<number> {
  return (await repo.listComponents(tx, [pageId])).length
}

async function findPage(
  tx: Tx,
  { sourceId }: PlannedPage,
  choice: Choice | undefined,
  find: (tx: Tx, id: string) => Promise<StatusPage>,
): Promise<StatusPage | undefined> {
  if (choice?.pageId !== undefined) return find(tx, choice.pageId)
  const ids = [derivedId('page', sourceId), ...(isShortId(sourceId) ? [sourceId] : [])]
  for (const id of ids) if (await repo.findPage(tx, id)) return find(tx, id)
  return undefined
}

async function newPage(tx: Tx, planned: PlannedPage, choice: Choice | undefined): Promise<StatusPage> {
  const { sourceId, name, description, timeZone } = planned
  return {
    id: isShortId(sourceId) ? sourceId : derivedId('page', sourceId),
    slug: choice?.slug ?? planned.slug,
    ...{ name, description, timeZone, locale: defaultLocale, createdAt: tx.now(), updatedAt: tx.now() },
  }
}

type Thing = { sourceId: string }

/**
 * Gives each thing its id: its own when that has the right form and nothing else in the workspace has it, otherwise one
 * that is derived from page and source. What has it on this page already is there.
 */
async function placer(
  tx: Tx,
  pageId: string,
  { groups, components, reports, maintenances }: PlannedPage,
): Promise<<T extends Thing>(kind: ThingKind, thing: T) => Placed<T>> {
  const derive = (kind: ThingKind, sourceId: string): string => derivedId(pageId, kind, sourceId)
  const kinds: [ThingKind, readonly Thing[]][] = [
    ['group', groups],
    ['component', components],
    ['report', reports],
    ['maintenance', maintenances],
  ]
  const ids = kinds.flatMap(([kind, things]) =>
    things.flatMap(({ sourceId }) => [derive(kind, sourceId), ...(isShortId(sourceId) ? [sourceId] : [])]),
  )
  const places = await importRepo.listPlaces(tx, ids)
  // Groups and components stand in one list, so they share their ids; the others have addresses of their own.
  const spaceOf = (kind: ThingKind): string => (kind === 'group' ? 'component' : kind)
  const taken = new Map(places.map((place) => [`${spaceOf(place.kind)} ${place.id}`, place]))
  return (kind, thing) => {
    const isHere = (id: string): boolean => {
      const place = taken.get(`${spaceOf(kind)} ${id}`)
      return place?.pageId === pageId && place.kind === kind
    }
    const derived = derive(kind, thing.sourceId)
    if (isHere(derived)) return { ...thing, id: derived, isThere: true }
    if (!isShortId(thing.sourceId)) return { ...thing, id: derived, isThere: false }
    if (isHere(thing.sourceId)) return { ...thing, id: thing.sourceId, isThere: true }
    const isFree = !taken.has(`${spaceOf(kind)} ${thing.sourceId}`)
    return { ...thing, id: isFree ? thing.sourceId : derived, isThere: false }
  }
}
