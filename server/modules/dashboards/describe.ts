/** What the API shows of a dashboard, of one's own and of a curated one alike. */
import type { JsonObject, Problem } from '#common/dashboards'
import type { Tx } from '#platform/context'
import { curated, type Curated } from './curated/index.ts'
import { readStored, type Dashboard } from './dashboard.ts'
import { nameActors, type Person } from './names.ts'
import * as repo from './repo.ts'

export type ListedDashboard = {
  id: string
  title: string
  description: string
  tags: string[]
  folder: string | null
  kind: 'own' | 'curated'
  starred: boolean
  version: number
  createdAt: Date | null
  createdBy: Person | null
  updatedAt: Date | null
  updatedBy: Person | null
}

export type FullDashboard = ListedDashboard & { dashboard: JsonObject; problems: Problem[] }

export async function describeAll(tx: Tx): Promise<ListedDashboard[]> {
  const own = await repo.list(tx)
  const name = await nameActors(
    tx,
    own.flatMap(({ createdBy, updatedBy }) => [createdBy, updatedBy]),
  )
  const stars = await repo.listStars(tx)
  const described = own.map((dashboard) => describeListed(dashboard, name, stars))
  return [...described, ...curated.map((one) => describeCurated(one, stars))]
}

export async function describe(tx: Tx, dashboard: Dashboard): Promise<FullDashboard> {
  const name = await nameActors(tx, [dashboard.createdBy, dashboard.updatedBy])
  const { json } = dashboard
  const described = describeListed(dashboard, name, await repo.listStars(tx))
  return { ...described, dashboard: json, problems: readStored(json).problems }
}

export async function describeFullCurated(tx: Tx, one: Curated): Promise<FullDashboard> {
  return { ...describeCurated(one, await repo.listStars(tx)), dashboard: one.json, problems: [] }
}

function describeListed(
  { createdBy, updatedBy, id, title, description, tags, folder, version, createdAt, updatedAt }: repo.Listed,
  name: (id: string) => Person,
  stars: ReadonlySet<string>,
): ListedDashboard {
  const shown = { id, title, description, tags, folder, version, createdAt, updatedAt }
  const people = { createdBy: name(createdBy), updatedBy: name(updatedBy) }
  return { ...shown, ...people, kind: 'own', starred: stars.has(id) }
}

function describeCurated({ id, title, description, tags }: Curated, stars: ReadonlySet<string>): ListedDashboard {
  const nobody = { createdAt: null, createdBy: null, updatedAt: null, updatedBy: null }
  return { id, title, description, tags, folder: null, kind: 'curated', starred: stars.has(id), version: 1, ...nobody }
}
