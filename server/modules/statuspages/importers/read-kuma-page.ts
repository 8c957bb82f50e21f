/** Status pages of Uptime Kuma: what they show, and their maintenances. Pure. */
import { z } from 'zod'
import { defaultTimeZone } from '../page.ts'
import { amount, Id, listOf, words } from './kuma-values.ts'
import {
  lineOf,
  maxMaintenances,
  maxPagesOfFile,
  proseOf,
  slugFrom,
  type PlannedChange,
  type PlannedComponent,
  type PlannedMaintenance,
  type PlannedPage,
  type Skipped,
} from './plan.ts'
import { readKumaMaintenance, type ReadMaintenance } from './read-kuma-maintenance.ts'
import type { KumaMonitor } from './read-kuma-monitor.ts'

const KumaMember = z.object({ id: Id, name: words })
const KumaGroup = z.object({ id: Id, name: words, weight: amount, monitorList: z.array(z.unknown()).catch([]) })
const KumaPage = z.object({
  ...{ slug: z.string().min(1).max(200), title: words, description: words },
  publicGroupList: z.array(z.unknown()).nullish().catch(null),
  maintenanceList: z.unknown().optional(),
  id: Id.nullish().catch(null),
})
type KumaPage = z.infer<typeof KumaPage>

export function readPages(
  document: Record<string, unknown>,
  monitors: ReadonlyMap<string, KumaMonitor>,
  now: Date,
  skipped: Skipped[],
): PlannedPage[] {
  const groups = listOf(document['publicGroupList'])
  const config = document['config']
  // What the address of one page answers: the page, and its groups beside it.
  const alone = groups && typeof config === 'object' && config !== null ? [{ ...config, publicGroupList: groups }] : []
  const raw = [...(listOf(document['statusPageList']) ?? []), ...alone]
  const pages = raw.flatMap((each) => {
    const { data } = KumaPage.safeParse(each)
    if (!data) skipped.push({ what: 'page', name: '', reason: 'it has no name for its address' })
    return data ? [data] : []
  })
  const bySlug = new Map(pages.map((page) => [page.slug, page]))
  const kept = [...bySlug.values()].slice(0, maxPagesOfFile)
  for (const { slug } of [...bySlug.values()].slice(maxPagesOfFile))
    skipped.push({ what: 'page', name: lineOf(slug), reason: `at most ${maxPagesOfFile} are taken over at a time` })
  const shared = readMaintenances(document['maintenanceList'], now, skipped)
  const placed = new Set<ReadMaintenance>()
  const read = kept.map((page) => {
    const name = lineOf(page.title) || page.slug
    if (!page.publicGroupList)
      skipped.push({ what: 'page', name, reason: 'the file does not say what it shows: it gets no components' })
    const parts = readGroups(page.publicGroupList ?? [], monitors)
    const own = shared.filter((each) => isOf(each, page, kept.length === 1))
    for (const each of own) placed.add(each)
    const maintenances = [...own, ...readMaintenances(page.maintenanceList, now, skipped)]
    return {
      ...{ sourceId: `uptime-kuma ${page.slug}`, name: lineOf(name), description: proseOf(page.description, 1_000) },
      ...{ timeZone: defaultTimeZone, slug: slugFrom(page.slug, 'status-page'), reports: [] },
      ...parts,
      ...withMaintenances(parts.components, maintenances),
    }
  })
  for (const each of shared) {
    if (placed.has(each)) continue
    const { title: name = '' } = each.window ?? each.series ?? {}
    skipped.push({ what: 'maintenance', name, reason: 'the file does not say on which status page it is shown' })
  }
  return read
}

function readMaintenances(raw: unknown, now: Date, skipped: Skipped[]): ReadMaintenance[] {
  const list = listOf(raw) ?? []
  if (list.length > maxMaintenances) {
    const reason = `at most ${maxMaintenances} are taken over at a time`
    skipped.push({ what: 'maintenance', name: `${list.length - maxMaintenances} more`, reason })
  }
  return list.slice(0, maxMaintenances).flatMap((each) => readKumaMaintenance(each, now, skipped) ?? [])
}

/** Where the file does not say on which pages it is shown, it is shown on the only one. */
function isOf({ pageIds }: ReadMaintenance, { id, slug }: KumaPage, isOnly: boolean): boolean {
  return pageIds === undefined ? isOnly : pageIds.includes(slug) || (id != null && pageIds.includes(id))
}

/** With the components of the page that show the monitors; those of a window that goes on are under maintenance. */
function withMaintenances(
  components: readonly PlannedComponent[],
  read: readonly ReadMaintenance[],
): Pick<PlannedPage, 'components' | 'maintenances' | 'series'> {
  const shownBy = (monitorIds: readonly string[] = []) =>
    components.filter(({ monitorSourceId }) => monitorSourceId !== undefined && monitorIds.includes(monitorSourceId))
  const maintenances = read.flatMap(({ window }) => {
    if (!window) return []
    const shown = shownBy(window.monitorSourceIds)
    const changes = (status: PlannedMaintenance['status']): PlannedChange[] =>
      shown.map(({ sourceId, name }) => ({
        ...{ componentSourceId: sourceId, name },
        ...(status === 'in_progress'
          ? ({ oldStatus: 'operational', newStatus: 'under_maintenance' } as const)
          : ({ oldStatus: 'under_maintenance', newStatus: 'operational' } as const)),
      }))
    const updates = window.updates.map((update) =>
      update.status === 'scheduled' ? update : { ...update, changes: changes(update.status) },
    )
    return [{ ...window, updates, componentSourceIds: shown.map(({ sourceId }) => sourceId) }]
  })
  const going = new Set(
    maintenances.flatMap(({ status, componentSourceIds }) => (status === 'in_progress' ? componentSourceIds : [])),
  )
  return {
    components: components.map((component) =>
      going.has(component.sourceId) ? { ...component, status: 'under_maintenance' } : component,
    ),
    maintenances,
    series: read.flatMap(({ series }) =>
      series
        ? [{ ...series, componentSourceIds: shownBy(series.monitorSourceIds).map(({ sourceId }) => sourceId) }]
        : [],
    ),
  }
}

function readGroups(
  raw: readonly unknown[],
  monitors: ReadonlyMap<string, KumaMonitor>,
): Pick<PlannedPage, 'groups' | 'components' | 'order'> {
  const groups = raw
    .flatMap((each) => KumaGroup.safeParse(each).data ?? [])
    .toSorted((a, b) => (a.weight ?? 0) - (b.weight ?? 0))
  const unique = [...new Map(groups.map((group) => [group.id, group])).values()]
  const none = { description: '', createdAt: null, updatedAt: null }
  return {
    groups: unique.map(({ id, name }) => ({ ...none, sourceId: `group ${id}`, name: lineOf(name) || 'Services' })),
    components: unique.flatMap((group) => {
      const members = group.monitorList.flatMap((each) => KumaMember.safeParse(each).data ?? [])
      return [...new Map(members.map((member) => [member.id, member])).values()].map(
        ({ id, name }): PlannedComponent => ({
          ...none,
          sourceId: `monitor ${group.id} ${id}`,
          monitorSourceId: id,
          name: lineOf(name ?? monitors.get(id)?.name) || `Monitor ${id}`,
          ...{ status: 'operational', groupSourceId: `group ${group.id}`, showcase: true, startDate: null },
          onlyShowIfDegraded: false,
        }),
      )
    }),
    order: unique.map(({ id }) => `group ${id}`),
  }
}
