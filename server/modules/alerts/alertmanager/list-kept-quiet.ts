/** What each silence keeps quiet at the moment: what would be told of if it ended now. */
import type { Tx } from '#platform/context'
import { listProjectNames } from '#modules/workspaces'
import { listAllGroups } from '../groups/list-groups.ts'
import { listActiveAlerts } from '../groups/states-repo.ts'
import type { Texts } from '../rule.ts'
import { labelsWithoutData } from '../rules/labels-without-data.ts'
import { listFiring } from './external-repo.ts'
import { silencersOf, type Silence } from './silence.ts'

/** `names`: of alerts, the first few of them; `count`: firing alerts, and rules that tell of missing data. */
export type KeptQuiet = { count: number; names: string[] }

const maxAlerts = 10_000
const maxNames = 5

/** By the id of the silence; all of them are active. */
export async function listKeptQuiet(tx: Tx, active: readonly Silence[]): Promise<Map<string, KeptQuiet>> {
  const kept = new Map(active.map(({ id }) => [id, { count: 0, names: new Set<string>() }]))
  if (active.length > 0) {
    const silencers = silencersOf(active)
    for (const labels of await listOn(tx)) {
      for (const id of silencers(labels)) {
        const one = kept.get(id)
        if (!one) continue
        one.count += 1
        if (one.names.size < maxNames) one.names.add(labels['alertname'] ?? '')
      }
    }
  }
  return new Map([...kept].map(([id, { count, names }]) => [id, { count, names: [...names] }]))
}

/** The labels of everything that an incident is, or would be, told of. */
async function listOn(tx: Tx): Promise<Texts[]> {
  const groups = await listAllGroups(tx)
  const ids = groups.flatMap(({ rules }) => rules.map(({ id }) => id))
  const firing = (await listActiveAlerts(tx, ids, maxAlerts)).filter(({ state }) => state === 'firing')
  const projects = await listProjectNames(tx)
  const withoutData = groups.flatMap((group) =>
    group.pausedAt !== null
      ? []
      : group.rules
          .filter(({ onNoData, noDataSince }) => onNoData === 'alert' && noDataSince !== null)
          .map((rule) => labelsWithoutData({ rule, group, projectName: projects.get(group.projectId) })),
  )
  return [...firing, ...(await listFiring(tx, maxAlerts))].map(({ labels }) => labels).concat(withoutData)
}
