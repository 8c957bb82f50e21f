/** Valid requests of the endpoints of hosts. */
import type { Context } from '#platform/context'
import { testApp } from '../index.ts'
import { at, made, type Make } from './make.ts'

export const hostRequests: Record<string, Make> = {
  listHosts: () => at('/hosts'),
  getHost: async (ctx) => at(`/hosts/${await host(ctx)}`),
  getHostGraphs: async (ctx) => at(`/hosts/${await host(ctx)}/graphs`),
}

/** That reported once, to a new project. */
async function host(ctx: Context): Promise<string> {
  const { id, ingestKey } = await made(ctx, 'POST', '/projects', { name: 'Shop' })
  const app = await testApp()
  const answer = await app.fetch(
    new Request('http://localhost/prometheus/api/v1/import/prometheus', {
      method: 'POST',
      headers: { authorization: `Bearer ${ingestKey}` },
      body: 'node_uname_info{job="node",instance="web-1",nodename="web-1"} 1\n',
    }),
  )
  if (!answer.ok) throw new Error(`the sample was refused: ${await answer.text()}`)
  return (await made(ctx, 'GET', `/hosts?projectId=${id}`)).items[0].id
}
