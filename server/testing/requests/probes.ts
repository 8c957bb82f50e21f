/** Valid requests of the endpoints of probes. */
import type { Context } from '#platform/context'

type Valid = { path: string; body?: unknown }
// oxlint-disable-next-line typescript/no-explicit-any -- a body that this test has just made
type Made = (ctx: Context, method: string, path: string, body?: unknown) => Promise<any>

export function probeRequests(made: Made): Record<string, (ctx: Context) => Valid | Promise<Valid>> {
  const probe = async (ctx: Context): Promise<string> => (await made(ctx, 'POST', '/probes', { name: 'Office' })).id
  return {
    listProbes: () => ({ path: '/probes' }),
    createProbe: () => ({ path: '/probes', body: { name: 'Office' } }),
    replaceProbeKey: async (ctx) => ({ path: `/probes/${await probe(ctx)}/key` }),
    revokeProbe: async (ctx) => ({ path: `/probes/${await probe(ctx)}` }),
  }
}
