/** Valid requests of the endpoints that import status pages. */
import { newHexKey, newShortId } from '#platform/ids'
import type { Context } from '#platform/context'

type Valid = { path: string; body?: unknown }

const at = '2026-01-10T10:00:00.000Z'

const body = () => {
  const page = {
    id: newShortId(),
    name: `Shop ${newHexKey(6)}`,
    url: 'https://status.example.com',
    time_zone: 'Etc/UTC',
  }
  const component = {
    id: newShortId(),
    name: 'API',
    status: 'operational',
    created_at: at,
    updated_at: at,
    position: 1,
  }
  const update = { id: newShortId(), status: 'resolved', body: 'It is over.', created_at: at, display_at: at }
  const incident = {
    id: newShortId(),
    name: 'Slow',
    status: 'resolved',
    impact: 'minor',
    created_at: at,
    started_at: at,
  }
  return {
    document: {
      page,
      components: [component],
      incidents: [{ ...incident, incident_updates: [update], components: [] }],
    },
  }
}

export function importRequests(): Record<string, (ctx: Context) => Valid | Promise<Valid>> {
  return {
    previewStatusImport: () => ({ path: '/status-import-previews', body: body() }),
    importStatusPages: () => ({ path: '/status-imports', body: body() }),
  }
}
