/** What operators and their tools read. */
import { json, openApiDocument, type Endpoint, type Route } from '#platform/http'
import { version } from './version.ts'

export function healthRoutes(endpoints: readonly Endpoint[], otherPaths: Readonly<Record<string, object>>): Route[] {
  const document = openApiDocument(endpoints, version, otherPaths)
  return [
    get('health', '/healthz', () => Promise.resolve(json({ status: 'up', version }))),
    get('readiness', '/readyz', async (services) => {
      const [database, columns] = await Promise.all([services.database.ping(), services.columns.ping()])
      return json({ database: state(database), columns: state(columns) }, { status: database && columns ? 200 : 503 })
    }),
    get('metrics', '/metrics', async (services) => {
      const { body, contentType } = await services.metrics.render()
      return new Response(body, { headers: { 'content-type': contentType } })
    }),
    get('openApi', '/api/openapi.json', () => Promise.resolve(json(document))),
  ]
}

function get(name: string, path: string, handle: Route['handle']): Route {
  return { name, methods: ['GET', 'HEAD'], path, handle }
}

function state(up: boolean): 'up' | 'down' {
  return up ? 'up' : 'down'
}
