/** Valid requests of the endpoints of dashboards. */
import type { Context } from '#platform/context'
import { at, made, type Make } from './make.ts'

export const dashboardRequests: Record<string, Make> = {
  listDashboards: () => at('/dashboards'),
  createDashboard: () => at('/dashboards', { dashboard: json() }),
  getDashboard: async (ctx) => at(await dashboard(ctx)),
  updateDashboard: async (ctx) => at(await dashboard(ctx), { version: 1, dashboard: json('Checkout, again') }),
  deleteDashboard: async (ctx) => at(await dashboard(ctx)),
  copyDashboard: async (ctx) => at(`${await dashboard(ctx)}/copies`, {}),
  listDashboardVersions: async (ctx) => at(`${await dashboard(ctx)}/versions`),
  getDashboardVersion: async (ctx) => at(`${await dashboard(ctx)}/versions/1`),
  restoreDashboardVersion: async (ctx) => {
    const path = await dashboard(ctx)
    await made(ctx, 'PUT', path, { version: 1, dashboard: json('Checkout, again') })
    return at(`${path}/restore`, { version: 1, current: 2 })
  },
  starDashboard: async (ctx) => at(`${await dashboard(ctx)}/star`),
  unstarDashboard: async (ctx) => at(`${await dashboard(ctx)}/star`),
  importDashboard: () => at('/dashboards/import', { json: json() }),
  exportDashboard: async (ctx) => at(`${await dashboard(ctx)}/export`),
  listDashboardLinks: async (ctx) => at((await link(ctx)).path),
  createDashboardLink: async (ctx) => at(`${await dashboard(ctx)}/public-links`, { longestRangeSeconds: 3600 }),
  revokeDashboardLink: async (ctx) => {
    const { path, id } = await link(ctx)
    return at(`${path}/${id}`)
  },
  listDashboardSnapshots: async (ctx) => at((await snapshot(ctx)).path),
  createDashboardSnapshot: async (ctx) => at(`${await dashboard(ctx)}/snapshots`, newSnapshot),
  deleteDashboardSnapshot: async (ctx) => {
    const { path, id } = await snapshot(ctx)
    return at(`${path}/${id}`)
  },
  listDashboardAnnotations: () => at('/dashboards/annotations?from=2026-11-01T00:00:00Z&to=2026-11-02T00:00:00Z'),
}

function json(title = 'Checkout') {
  const panel = {
    ...{ id: 1, type: 'timeseries', title: 'Orders', gridPos: { x: 0, y: 0, w: 12, h: 8 } },
    targets: [{ refId: 'A', expr: 'sum(rate(orders_total[5m]))' }],
  }
  return { title, schemaVersion: 41, tags: ['shop'], panels: [panel] }
}

const newSnapshot = { name: 'The night of the sale', expiresInDays: 7, from: 1_790_000_000_000, to: 1_790_003_600_000 }

/** Its path. */
async function dashboard(ctx: Context): Promise<string> {
  return `/dashboards/${(await made(ctx, 'POST', '/dashboards', { dashboard: json() })).id}`
}

async function link(ctx: Context): Promise<{ path: string; id: string }> {
  const path = `${await dashboard(ctx)}/public-links`
  return { path, id: (await made(ctx, 'POST', path, { longestRangeSeconds: 3600 })).id }
}

async function snapshot(ctx: Context): Promise<{ path: string; id: string }> {
  const path = `${await dashboard(ctx)}/snapshots`
  return { path, id: (await made(ctx, 'POST', path, newSnapshot)).id }
}
