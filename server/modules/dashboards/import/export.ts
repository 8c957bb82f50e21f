import { writeDashboard, type JsonObject } from '#common/dashboards'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { inOrder } from '../dashboard.ts'
import { getJson } from '../list-dashboards.ts'

/** What the only data source is called here, and the placeholder that stands for it elsewhere. */
const ownSource = 'watchword'
const placeholder = 'DS_WATCHWORD'

/** As Grafana would take it, which asks for the data source at its import. Throws not_found. */
export async function exportDashboard(ctx: Context, id: string): Promise<JsonObject> {
  requirePermission(ctx, 'dashboards.read')
  const json = await inTransaction(ctx, (tx) => getJson(tx, id))
  return inOrder(forGrafana(writeDashboard(json))) as JsonObject // an object stays one
}

const input = {
  name: placeholder,
  label: 'Prometheus',
  description:
    'The workspace’s metrics: <app address>/prometheus, with an API key as the password of basic authentication',
  type: 'datasource',
  pluginId: 'prometheus',
  pluginName: 'Prometheus',
}
const requires = [{ type: 'datasource', id: 'prometheus', name: 'Prometheus', version: '1.0.0' }]

function forGrafana(json: JsonObject): JsonObject {
  let found = false
  const replaced = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(replaced)
    if (typeof value !== 'object' || value === null) return value
    const entries = Object.entries(value).map(([key, child]) => {
      if (key !== 'datasource' || child?.uid !== ownSource) return [key, replaced(child)]
      found = true
      return [key, { ...child, uid: `\${${placeholder}}` }]
    })
    return Object.fromEntries(entries)
  }
  const written = replaced(json) as JsonObject // see above
  return found ? { __inputs: [input], __requires: requires, ...written } : written
}
