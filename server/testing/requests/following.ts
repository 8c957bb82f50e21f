/** Valid requests of the endpoints of what components follow. */
import { newHexKey } from '#platform/ids'
import type { Context } from '#platform/context'

type Valid = { path: string; body?: unknown }
// oxlint-disable-next-line typescript/no-explicit-any -- a body that this test has just made
type Made = (ctx: Context, method: string, path: string, body?: unknown) => Promise<any>

export function followingRequests(made: Made): Record<string, (ctx: Context) => Valid | Promise<Valid>> {
  const component = async (ctx: Context): Promise<string> => {
    const page = await made(ctx, 'POST', '/status-pages', { slug: `page-${newHexKey(6)}`, name: 'Acme' })
    const { id } = await made(ctx, 'POST', `/status-pages/${page.id}/components`, { name: 'API' })
    return `/components/${id}/following`
  }
  const monitor = async (ctx: Context): Promise<string> => {
    const project = await made(ctx, 'POST', '/projects', { name: 'Shop' })
    const heartbeat = { projectId: project.id, slug: `job-${newHexKey(4)}`, name: 'Job' }
    return (await made(ctx, 'POST', '/monitors', heartbeat)).id
  }
  const following = async (ctx: Context) => ({ monitorIds: [await monitor(ctx)], mode: 'all', afterSeconds: 30 })
  return {
    getComponentFollowing: async (ctx) => {
      const path = await component(ctx)
      await made(ctx, 'PUT', path, await following(ctx))
      return { path }
    },
    setComponentFollowing: async (ctx) => ({ path: await component(ctx), body: await following(ctx) }),
    listComponentsOfMonitor: async (ctx) => {
      const body = await following(ctx)
      await made(ctx, 'PUT', await component(ctx), body)
      return { path: `/monitors/${body.monitorIds[0] ?? ''}/components` }
    },
  }
}
