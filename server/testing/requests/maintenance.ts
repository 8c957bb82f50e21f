/** Valid requests of the endpoints of maintenances. */
import type { Context } from '#platform/context'
import { newHexKey } from '#platform/ids'

type Valid = { path: string; body?: unknown }
// oxlint-disable-next-line typescript/no-explicit-any -- a body that this test has just made
type Made = (ctx: Context, method: string, path: string, body?: unknown) => Promise<any>

const inAWeek = () => new Date(Date.now() + 7 * 86_400_000).toISOString()
const planned = () => ({
  ...{ title: 'Database upgrade', body: 'We move to a new version.', scheduledFor: inAWeek(), durationMinutes: 60 },
})

export function maintenanceRequests(made: Made): Record<string, (ctx: Context) => Valid | Promise<Valid>> {
  const page = async (ctx: Context): Promise<string> =>
    (await made(ctx, 'POST', '/status-pages', { slug: `page-${newHexKey(6)}`, name: 'Acme' })).id
  const maintenance = async (ctx: Context): Promise<string> =>
    (await made(ctx, 'POST', `/status-pages/${await page(ctx)}/maintenance-windows`, planned())).id
  const series = async (ctx: Context): Promise<string> => {
    const body = { ...planned(), recurrence: 'FREQ=WEEKLY' }
    return (await made(ctx, 'POST', `/status-pages/${await page(ctx)}/maintenance-windows`, body)).series.id
  }
  return {
    listOpenMaintenances: async (ctx) => ({ path: `/status-pages/${await page(ctx)}/maintenance-windows` }),
    listPastMaintenances: async (ctx) => ({ path: `/status-pages/${await page(ctx)}/past-maintenance-windows` }),
    createMaintenance: async (ctx) => ({
      path: `/status-pages/${await page(ctx)}/maintenance-windows`,
      body: planned(),
    }),
    previewMaintenance: async (ctx) => ({
      path: `/status-pages/${await page(ctx)}/maintenance-previews`,
      body: { scheduledFor: inAWeek(), durationMinutes: 60, recurrence: 'FREQ=WEEKLY' },
    }),
    listMaintenanceSeries: async (ctx) => ({ path: `/status-pages/${await page(ctx)}/maintenance-series` }),
    getMaintenanceSeries: async (ctx) => ({ path: `/maintenance-series/${await series(ctx)}` }),
    updateMaintenanceSeries: async (ctx) => ({
      path: `/maintenance-series/${await series(ctx)}`,
      body: { title: 'Upgrade', recurrence: 'FREQ=MONTHLY' },
    }),
    recordMaintenance: async (ctx) => ({
      path: `/status-pages/${await page(ctx)}/past-maintenance-windows`,
      body: { ...planned(), scheduledFor: new Date(Date.now() - 86_400_000).toISOString() },
    }),
    endMaintenanceSeries: async (ctx) => ({ path: `/maintenance-series/${await series(ctx)}/ending`, body: {} }),
    getMaintenance: async (ctx) => ({ path: `/maintenance-windows/${await maintenance(ctx)}` }),
    updateMaintenance: async (ctx) => ({
      path: `/maintenance-windows/${await maintenance(ctx)}`,
      body: { title: 'Upgrade' },
    }),
    publishMaintenanceUpdate: async (ctx) => ({
      path: `/maintenance-windows/${await maintenance(ctx)}/updates`,
      body: { body: 'All is prepared.' },
    }),
    cancelMaintenance: async (ctx) => ({
      path: `/maintenance-windows/${await maintenance(ctx)}/withdrawal`,
      body: {},
    }),
  }
}
