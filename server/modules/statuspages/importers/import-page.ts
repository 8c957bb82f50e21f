/**
 * Adds what a planned page has and ours has not, in the caller's transaction. What is there stays as it is, whoever
 * changed it. Nobody is told: no update of an import makes a message.
 */
import type { Tx } from '#platform/context'
import { conflict, invalidRequest } from '#platform/errors'
import { worstStatus, type Component, type ComponentGroup, type ComponentStatus } from '../components/component.ts'
import { correctStates } from '../components/correct-states.ts'
import * as groupRepo from '../components/group-repo.ts'
import { flatten, treeOf, type Place } from '../components/order.ts'
import { setComponentStatuses } from '../components/set-statuses.ts'
import {
  planned as withNextStep,
  type Maintenance,
  type MaintenanceStatus,
  type UpdateKind,
} from '../maintenance/maintenance.ts'
import { isReservedSlug, maxPages } from '../page.ts'
import { isOver, type ComponentChange } from '../report.ts'
import * as repo from '../repo.ts'
import * as importRepo from './import-repo.ts'
import { derivedId, isShortId, type PlannedMaintenance, type PlannedReport, type PlannedUpdate } from './plan.ts'
import type { Placed, PreparedPage } from './prepare-page.ts'
import { claimsOf, historyOf, type Claim } from './timeline.ts'

export type Added = { pages: number; groups: number; components: number; reports: number; maintenances: number }

/** Throws conflict for a slug that somebody has, invalid_request for one that is reserved. */
export async function importPage(tx: Tx, prepared: PreparedPage): Promise<Added> {
  const { page, isThere } = prepared
  if (!isThere) await addPage(tx, prepared)
  const groups = fresh(prepared.groups)
  const components = fresh(prepared.components)
  const reports = fresh(prepared.reports)
  const maintenances = fresh(prepared.maintenances)
  const added = {
    ...{ pages: isThere ? 0 : 1, groups: groups.length, components: components.length },
    ...{ reports: reports.length, maintenances: maintenances.length },
  }
  if (Object.values(added).every((count) => count === 0)) return added
  const idOf = new Map(prepared.components.map(({ sourceId, id }) => [sourceId, id]))
  const updateIdOf = await updateIds(tx, page.id, [...reports, ...maintenances])
  const stories = [
    ...reports.map((each) => storyOf('report', each, idOf)),
    ...maintenances.map((each) => storyOf('maintenance', each, idOf)),
  ]
  await addParts(tx, prepared, claimsByComponent(stories))
  await importRepo.insertReports(
    tx,
    reports.map((report) => newReport(page.id, report, idOf, updateIdOf)),
  )
  await importRepo.insertMaintenances(
    tx,
    maintenances.map((window) => newMaintenance(tx, prepared, window, idOf, updateIdOf)),
  )
  await tellKnownComponents(tx, prepared, claimsByComponent(stories))
  await repo.touchPage(tx, page.id)
  return added
}

function fresh<T>(things: readonly Placed<T>[]): Placed<T>[] {
  return things.filter(({ isThere }) => !isThere)
}

async function addPage(tx: Tx, { page }: PreparedPage): Promise<void> {
  if (isReservedSlug(page.slug)) {
    const message = 'this name is reserved; choose another one'
    throw invalidRequest(`slug: ${message}`, [{ path: 'slug', message }])
  }
  if ((await repo.listPages(tx)).length >= maxPages) throw conflict(`a workspace has at most ${maxPages} status pages`)
  await repo.insertPage(tx, page)
}

/** Ids of updates, kept where nothing in the workspace has them. */
async function updateIds(
  tx: Tx,
  pageId: string,
  stories: readonly (Placed<PlannedReport> | Placed<PlannedMaintenance>)[],
): Promise<(storyId: string, sourceId: string) => string> {
  const wanted = stories.flatMap(({ updates }) => updates.map(({ sourceId }) => sourceId))
  const taken = new Set(await importRepo.listUpdateIds(tx, wanted))
  const used = new Set<string>()
  return (storyId, sourceId) => {
    const id =
      isShortId(sourceId) && !taken.has(sourceId) && !used.has(sourceId)
        ? sourceId
        : derivedId(pageId, storyId, sourceId)
    used.add(id)
    return id
  }
}

type Story = Placed<PlannedReport> | Placed<PlannedMaintenance>

function storyOf(kind: 'report' | 'maintenance', { id, endedAt, updates }: Story, idOf: ReadonlyMap<string, string>) {
  return {
    ...{ cause: { kind, id }, endedAt },
    updates: updates.map(({ displayAt, changes }) => ({
      displayAt,
      changes: changes.flatMap(({ componentSourceId, newStatus }) => {
        const componentId = idOf.get(componentSourceId)
        return componentId === undefined ? [] : [{ componentId, newStatus }]
      }),
    })),
  }
}

function claimsByComponent(stories: readonly ReturnType<typeof storyOf>[]): Map<string, Claim[]> {
  const claims = new Map<string, Claim[]>()
  for (const story of stories)
    for (const [componentId, some] of claimsOf(story))
      for (const claim of some) {
        const others = claims.get(componentId)
        if (others) others.push(claim)
        else claims.set(componentId, [claim])
      }
  return claims
}

/** New groups and components, behind those that are there, with the history that the reports tell. */
async function addParts(tx: Tx, prepared: PreparedPage, claims: ReadonlyMap<string, Claim[]>): Promise<void> {
  const { page, planned } = prepared
  const now = tx.now()
  const groups = new Map(prepared.groups.map((group) => [group.sourceId, group]))
  const components = new Map(prepared.components.map((component) => [component.sourceId, component]))
  const known = treeOf(await repo.listComponents(tx, [page.id]), await groupRepo.listGroups(tx, [page.id]))
  const tree = grown(known, prepared)
  const positions = new Map(flatten(tree).map((id, index) => [id, index + 1]))
  const groupIdOf = new Map(tree.flatMap(({ id, components: ids }) => (ids ?? []).map((each) => [each, id] as const)))
  const common = ({
    id,
    name,
    description,
    createdAt,
    updatedAt,
  }: Placed<PlannedNamed>): Omit<ComponentGroup, 'upWhen'> => ({
    ...{ id, name, description, position: positions.get(id) ?? 0 },
    ...{ createdAt: notAfter(createdAt, now), updatedAt: notAfter(updatedAt, now) },
  })
  const newGroups = fresh([...groups.values()]).map((group) => ({ ...common(group), upWhen: 'all' as const }))
  await importRepo.insertGroups(tx, page.id, newGroups)
  const added = fresh([...components.values()]).map((component): Component => ({
    ...common(component),
    ...{ status: component.status, showcase: component.showcase, startDate: component.startDate },
    ...{ groupId: groupIdOf.get(component.id) ?? null, onlyShowIfDegraded: component.onlyShowIfDegraded },
    ...{ hidden: false, unknownSince: null },
  }))
  await importRepo.insertComponents(tx, page.id, added)
  await groupRepo.saveTree(tx, tree)
  // Before the oldest report that is known, nobody can say how it was.
  const told = [...planned.reports, ...planned.maintenances.filter(({ status }) => status !== 'scheduled')]
  const sinceMs = Math.min(now.getTime(), ...told.map(({ startedAt }) => startedAt.getTime()))
  const intervals = added.flatMap(({ id, status, createdAt, startDate }) => {
    const bornMs = startDate === null ? createdAt.getTime() : Date.parse(startDate)
    const since = new Date(Math.min(now.getTime(), Math.max(sinceMs, bornMs)))
    const history = historyOf(claims.get(id) ?? [], { since, now, present: status })
    return history.map((interval) => ({ ...interval, componentId: id }))
  })
  await importRepo.insertStates(tx, intervals)
}

type PlannedNamed = PreparedPage['planned']['groups'][number]

/** The tree with what is new: in its group, or at the end of the page. */
function grown(known: readonly Place[], { planned, groups, components }: PreparedPage): Place[] {
  const tree = known.map(({ id, components: ids }) => ({ id, components: ids && [...ids] }))
  const groupBySource = new Map(groups.map((group) => [group.sourceId, group]))
  const alone = new Map(components.map((component) => [component.sourceId, component]))
  for (const sourceId of planned.order) {
    const group = groupBySource.get(sourceId)
    if (group && !group.isThere) tree.push({ id: group.id, components: [] })
    const component = alone.get(sourceId)
    if (component && !component.isThere) tree.push({ id: component.id, components: null })
  }
  for (const { id, isThere, groupSourceId } of components) {
    if (isThere || groupSourceId === null) continue
    const members = tree.find((place) => place.id === groupBySource.get(groupSourceId)?.id)?.components
    // Its group is one too many for the page.
    if (members) members.push(id)
    else tree.push({ id, components: null })
  }
  return tree
}

/** What new reports say of components that were there already: of the past as a correction, of now as a change. */
async function tellKnownComponents(
  tx: Tx,
  { page, components, skipped }: PreparedPage,
  claims: ReadonlyMap<string, Claim[]>,
): Promise<void> {
  const now = tx.now()
  let room = maxCorrections
  for (const { id, name, isThere } of components) {
    if (!isThere) continue
    for (const { cause, status, from, to } of claims.get(id) ?? []) {
      if (!to) {
        const present = (await repo.getComponent(tx, id)).status
        const newStatus = worstStatus([present, status])
        await setComponentStatuses(tx, page.id, [{ id, newStatus }], cause, from < now ? from : now)
      } else if (room-- > 0) await correctStates(tx, page.id, [{ id, status, from, to }], cause)
    }
    if (room < 0) {
      const reason = `at most ${maxCorrections} changes of the past are written down at a time`
      skipped.push({ what: 'component', name, reason })
      room = 0
    }
  }
}

/** Each of them is some statements, while others wait for the page. */
const maxCorrections = 1_000

function newReport(
  pageId: string,
  planned: Placed<PlannedReport>,
  idOf: ReadonlyMap<string, string>,
  updateIdOf: (storyId: string, sourceId: string) => string,
): importRepo.NewReport {
  const { id, title, impact, status, startedAt, endedAt, monitoringAt, createdAt, updatedAt, updates } = planned
  const latest = new Map<string, ComponentStatus>()
  for (const { componentSourceId, newStatus } of updates.flatMap((update) => update.changes))
    latest.set(componentSourceId, newStatus)
  const sourceIds = new Set([...planned.componentSourceIds, ...latest.keys()])
  return {
    report: {
      ...{ id, pageId, incidentId: null, title, impact, impactGiven: true, status, startedAt, monitoringAt },
      ...{ resolvedAt: endedAt, createdAt, updatedAt, updateCount: updates.length, backfilled: false },
    },
    affected: [...sourceIds].flatMap((sourceId) => {
      const componentId = idOf.get(sourceId)
      if (componentId === undefined) return []
      const last = latest.get(sourceId) ?? 'operational'
      return [{ id: componentId, status: isOver(status) ? 'operational' : last }]
    }),
    updates: updates.map((update, index) => ({
      ...{ id: updateIdOf(id, update.sourceId), reportId: id, number: index + 1, status: update.status },
      ...{ body: update.body, notified: update.notified, createdAt: update.createdAt, displayAt: update.displayAt },
      correctedAt: null,
      changes: changesOf(update, idOf),
    })),
  }
}

/** Also of components that the source has no more: what was said then stays. */
function changesOf({ changes }: PlannedUpdate<string>, idOf: ReadonlyMap<string, string>): ComponentChange[] {
  return changes.flatMap(({ componentSourceId, name, oldStatus, newStatus }) => {
    const id = idOf.get(componentSourceId) ?? (isShortId(componentSourceId) ? componentSourceId : undefined)
    return id === undefined ? [] : [{ id, name, oldStatus, newStatus }]
  })
}

function newMaintenance(
  tx: Tx,
  { page }: PreparedPage,
  planned: Placed<PlannedMaintenance>,
  idOf: ReadonlyMap<string, string>,
  updateIdOf: (storyId: string, sourceId: string) => string,
): importRepo.NewMaintenance {
  const { id, title, status, scheduledFor, scheduledUntil, startedAt, endedAt, createdAt, updatedAt, updates } = planned
  const isBegun = status !== 'scheduled'
  const maintenance: Maintenance = withNextStep({
    // Nobody is told when it begins and ends: whoever wants that sets it.
    ...{ seriesId: null, occurrence: null, verifyMinutes: 0, remindMinutes: null, tellsStart: false, tellsEnd: false },
    ...{ setsComponents: true, remindedAt: null, cancelledAt: null, nextAt: null },
    ...{ id, pageId: page.id, title, body: updates[0]?.body ?? '', status, scheduledFor, scheduledUntil },
    ...{ timeZone: page.timeZone, plannedAt: tx.now(), createdAt, updatedAt, updateCount: updates.length },
    ...{ startedAt: isBegun ? startedAt : null, completedAt: endedAt },
  })
  const componentIds = new Set(planned.componentSourceIds.flatMap((sourceId) => idOf.get(sourceId) ?? []))
  let before: MaintenanceStatus | undefined
  return {
    maintenance,
    componentIds: [...componentIds],
    updates: updates.map((update, index) => {
      const kind = kindOf(before, update.status)
      before = update.status
      return {
        ...{ id: updateIdOf(id, update.sourceId), maintenanceId: id, number: index + 1, kind, status: update.status },
        ...{ body: update.body, notified: update.notified, createdAt: update.displayAt },
      }
    }),
  }
}

const kinds: Record<PlannedMaintenance['status'], UpdateKind> = {
  ...{ scheduled: 'created', in_progress: 'started', verifying: 'verifying', completed: 'completed' },
}

function kindOf(before: MaintenanceStatus | undefined, status: PlannedMaintenance['status']): UpdateKind {
  return before === status ? 'note' : kinds[status]
}

function notAfter(at: Date | null, now: Date): Date {
  return at !== null && at < now ? at : now
}
