/** Valid requests of the endpoints of components, their groups and states, and of uptime. */
import { newHexKey } from '#platform/ids'
import type { Context } from '#platform/context'

type Valid = { path: string; body?: unknown }
// oxlint-disable-next-line typescript/no-explicit-any -- a body that this test has just made
type Made = (ctx: Context, method: string, path: string, body?: unknown) => Promise<any>

const weights = { degradedWeight: 0.1, partialWeight: 0.5, majorWeight: 1, maintenance: 'excluded' }

export function componentRequests(made: Made): Record<string, (ctx: Context) => Valid | Promise<Valid>> {
  const page = async (ctx: Context): Promise<string> =>
    `/status-pages/${(await made(ctx, 'POST', '/status-pages', { slug: `page-${newHexKey(6)}`, name: 'Acme' })).id}`
  const add = async (ctx: Context, path: string, name: string): Promise<string> =>
    (await made(ctx, 'POST', `${path}/components`, { name })).id
  const component = async (ctx: Context): Promise<string> => add(ctx, await page(ctx), 'API')
  const group = async (ctx: Context): Promise<string> =>
    (await made(ctx, 'POST', `${await page(ctx)}/component-groups`, { name: 'Europe' })).id
  const september = 'from=2026-09-01&to=2026-09-30&target=0.999'
  return {
    listComponents: async (ctx) => ({ path: `${await page(ctx)}/components` }),
    createComponent: async (ctx) => ({ path: `${await page(ctx)}/components`, body: { name: 'API', showcase: false } }),
    updateComponent: async (ctx) => ({ path: `/components/${await component(ctx)}`, body: { name: 'Website' } }),
    deleteComponent: async (ctx) => ({ path: `/components/${await component(ctx)}` }),
    setComponentNeeds: async (ctx) => {
      const path = await page(ctx)
      const body = { componentIds: [await add(ctx, path, 'Database')] }
      return { path: `/components/${await add(ctx, path, 'API')}/needs`, body }
    },
    listComponentStates: async (ctx) => ({ path: `/components/${await component(ctx)}/states` }),
    correctComponentState: async (ctx) => ({
      path: `/components/${await component(ctx)}/corrections`,
      body: { status: 'major_outage', from: '2026-09-01T10:00:00Z', to: '2026-09-01T11:00:00Z' },
    }),
    setComponentOrder: async (ctx) => {
      const path = await page(ctx)
      const [first, second] = [await add(ctx, path, 'API'), await add(ctx, path, 'Website')]
      return { path: `${path}/component-order`, body: { items: [{ id: second }, { id: first }] } }
    },
    listComponentGroups: async (ctx) => ({ path: `${await page(ctx)}/component-groups` }),
    createComponentGroup: async (ctx) => ({ path: `${await page(ctx)}/component-groups`, body: { name: 'Europe' } }),
    updateComponentGroup: async (ctx) => ({
      path: `/component-groups/${await group(ctx)}`,
      body: { name: 'America' },
    }),
    deleteComponentGroup: async (ctx) => ({ path: `/component-groups/${await group(ctx)}` }),
    getUptime: async (ctx) => ({ path: `${await page(ctx)}/uptime` }),
    listUptimeMonths: async (ctx) => ({ path: `${await page(ctx)}/uptime-months?count=3` }),
    getUptimeReport: async (ctx) => ({ path: `${await page(ctx)}/uptime-report?${september}` }),
    getUptimeReportCsv: async (ctx) => ({ path: `${await page(ctx)}/uptime-report-csv?${september}` }),
    getUptimePolicies: async (ctx) => ({ path: `${await page(ctx)}/uptime-policies` }),
    setUptimePolicy: async (ctx) => ({ path: `${await page(ctx)}/uptime-policies/2026-09-01`, body: weights }),
    deleteUptimePolicy: async (ctx) => {
      const path = `${await page(ctx)}/uptime-policies/2026-09-01`
      await made(ctx, 'PUT', path, weights)
      return { path }
    },
  }
}
