/** Valid requests of the endpoints of monitors that are checked. */
import type { Context } from '#platform/context'

type Valid = { path: string; body?: unknown }
// oxlint-disable-next-line typescript/no-explicit-any -- a body that this test has just made
type Made = (ctx: Context, method: string, path: string, body?: unknown) => Promise<any>

/** Nothing answers there: what is refused needs no network. */
const spec = { type: 'http', url: 'http://127.0.0.1:9/health' }

export function checkRequests(made: Made): Record<string, (ctx: Context) => Valid | Promise<Valid>> {
  const newMonitor = async (ctx: Context) => {
    const { id } = await made(ctx, 'POST', '/projects', { name: 'Shop' })
    return { projectId: id, name: 'Shop', spec }
  }
  const monitor = async (ctx: Context): Promise<string> =>
    `/check-monitors/${(await made(ctx, 'POST', '/check-monitors', await newMonitor(ctx))).id}`
  const day = 'from=2026-09-01T00:00:00Z&to=2026-09-02T00:00:00Z'
  return {
    listCheckMonitors: () => ({ path: '/check-monitors' }),
    listCheckFacets: () => ({ path: '/check-monitor-facets' }),
    createCheckMonitor: async (ctx) => ({ path: '/check-monitors', body: await newMonitor(ctx) }),
    testCheck: () => ({ path: '/check-tests', body: { spec, timeoutMs: 1000 } }),
    getCheckMonitor: async (ctx) => ({ path: await monitor(ctx) }),
    updateCheckMonitor: async (ctx) => ({ path: await monitor(ctx), body: { intervalSeconds: 120 } }),
    deleteCheckMonitor: async (ctx) => ({ path: await monitor(ctx) }),
    listCheckResults: async (ctx) => ({ path: `${await monitor(ctx)}/results` }),
    getCheckLatency: async (ctx) => ({ path: `${await monitor(ctx)}/latency?${day}` }),
    getCheckHistory: async (ctx) => ({ path: `${await monitor(ctx)}/history?${day}` }),
  }
}
