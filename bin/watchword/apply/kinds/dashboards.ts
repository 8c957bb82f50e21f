/** Dashboards. Each is a file of its own: their queries have `${…}` that no environment knows. */
import { isObject } from '../diff.ts'
import { pick, textOf, type Item, type ThingKind } from './kind.ts'

export const dashboard: ThingKind = {
  // Where it stands is said by files/named.ts.
  ...{ name: 'dashboard', title: 'dashboard', field: '', parent: null, uses: [] },
  ...{ keyField: 'title', key: (item) => textOf(item, 'title'), exact: ['dashboard'] },
  list: () => '/dashboards',
  isListed: ({ kind }) => kind === 'own',
  read: (id) => `/dashboards/${id}`,
  create: (body) => ({ method: 'POST', path: '/dashboards', body }),
  update: (id, body, { version }) => ({
    ...{ method: 'PUT', path: `/dashboards/${id}` },
    body: { ...body, version, message: 'watchword apply' },
  }),
  ...{ whole: true, shownWhole: true },
  delete: (id) => ({ method: 'DELETE', path: `/dashboards/${id}` }),
  toFile: (item) => pick(item, ['title', 'folder', 'dashboard']),
  // The title stands in the dashboard.
  toApi: (item) => pick(item, ['folder', 'dashboard']),
  defaults: { folder: null },
  schema: { from: [], omit: [], fields: {} },
  note: savedInTheApp,
}

/** The file's word holds, as for all that is edited in the app: who is overruled is told, and where to find it. */
function savedInTheApp({ version, updatedBy, updatedAt }: Item): string | undefined {
  const by: Item = isObject(updatedBy) ? updatedBy : {}
  if (!textOf(by, 'id').startsWith('usr_')) return undefined
  const at = String(updatedAt).slice(0, 16).replace('T', ' ')
  return `saved in the app by ${textOf(by, 'name')} on ${at} UTC: that is version ${String(version)}, and stays among the versions`
}
