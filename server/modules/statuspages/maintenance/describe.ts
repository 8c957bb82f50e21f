/** A maintenance as members see it. */
import { listMonitorSayings } from '#modules/monitors'
import type { Tx } from '#platform/context'
import type { Maintenance } from './maintenance.ts'
import { describeRule } from './occurrences.ts'
import * as repo from './repo.ts'
import * as seriesRepo from './series-repo.ts'
import type { Series } from './series.ts'
import type { MaintenanceUpdateRow } from './tables.ts'

export type MaintenanceView = Maintenance & {
  /** The series that it belongs to, in words: `every week on Tuesday at 2 AM`. */
  series: { id: string; recurrence: string; words: string; endedAt: Date | null } | null
  components: { id: string; name: string }[]
  monitorIds: string[]
  /** The same with their names. */
  monitors: NamedMonitor[]
  /** Newest first. */
  updates: MaintenanceUpdateRow[]
}

export async function describeMaintenance(tx: Tx, maintenance: Maintenance): Promise<MaintenanceView> {
  const [view] = await describeMaintenances(tx, [maintenance])
  if (!view) throw new Error('one maintenance was given and none described')
  return view
}

/** In the order given. */
export async function describeMaintenances(tx: Tx, maintenances: readonly Maintenance[]): Promise<MaintenanceView[]> {
  const ids = maintenances.map(({ id }) => id)
  const seriesIds = [...new Set(maintenances.flatMap(({ seriesId }) => seriesId ?? []))]
  const series = new Map((await seriesRepo.listSeriesByIds(tx, seriesIds)).map((each) => [each.id, each]))
  const componentsOf = Map.groupBy(await repo.listComponents(tx, ids), (row) => row.maintenanceId)
  const silenced = await repo.listMonitors(tx, ids)
  const monitorsOf = Map.groupBy(silenced, (row) => row.maintenanceId)
  const named = await nameMonitors(
    tx,
    silenced.map(({ monitorId }) => monitorId),
  )
  const updatesOf = Map.groupBy(await repo.listUpdates(tx, ids), (row) => row.maintenanceId)
  return maintenances.map((maintenance) => ({
    ...maintenance,
    series: seriesOf(series.get(maintenance.seriesId ?? '')),
    components: (componentsOf.get(maintenance.id) ?? []).map(({ id, name }) => ({ id, name })),
    monitorIds: (monitorsOf.get(maintenance.id) ?? []).map(({ monitorId }) => monitorId),
    monitors: (monitorsOf.get(maintenance.id) ?? []).flatMap(({ monitorId }) => named.get(monitorId) ?? []),
    updates: updatesOf.get(maintenance.id) ?? [],
  }))
}

export type NamedMonitor = { id: string; name: string }

/** Checks and heartbeats by their id. */
export async function nameMonitors(tx: Tx, ids: readonly string[]): Promise<Map<string, NamedMonitor>> {
  const wanted = [...new Set(ids)]
  const found = wanted.length === 0 ? [] : await listMonitorSayings(tx, wanted)
  return new Map(found.map(({ id, name }) => [id, { id, name }]))
}

function seriesOf(series: Series | undefined): MaintenanceView['series'] {
  if (!series) return null
  return { id: series.id, recurrence: series.rule, words: describeRule(series), endedAt: series.endedAt }
}
