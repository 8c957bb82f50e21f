/** Components of a page, their groups, what they need and what they follow. */
import { pick, swap, textOf, under, within, type Item, type Names, type SettingKind, type ThingKind } from './kind.ts'

/** Names of components of one page from their ids. */
export const componentNames = (ids: unknown, names: Names, scope: string): string[] =>
  (ids as string[]).flatMap((id) => within(scope, names.keyOf('component', id)))

export const componentIds = (field: string, wanted: unknown, names: Names, scope: string): string[] =>
  (wanted as string[]).map((name) => names.idOf('component', under(scope, name), field))

const nameList = (of: string, maxItems: number) => ({
  ...{ type: 'array', maxItems, uniqueItems: true, items: { type: 'string', minLength: 1 } },
  description: of,
})
export const componentList = nameList('Names of components of this page', 500)
export const monitorLists = {
  monitors: nameList('Monitors, each as <project>/<name>', 500),
  heartbeats: nameList('Heartbeats, each as <project>/<slug>', 500),
}

/** Checks and heartbeats have ids of one kind, and names of two. */
export const monitorNames = (ids: readonly string[], names: Names): Item => {
  const of = (kind: 'monitor' | 'heartbeat') => ids.flatMap((id) => names.keyOf(kind, id) ?? [])
  return { monitors: of('monitor'), heartbeats: of('heartbeat') }
}

export const monitorIds = ({ monitors = [], heartbeats = [], ...rest }: Item, names: Names): Item => ({
  ...rest,
  monitorIds: [
    ...(monitors as string[]).map((name) => names.idOf('monitor', name, 'monitors')),
    ...(heartbeats as string[]).map((name) => names.idOf('heartbeat', name, 'heartbeats')),
  ],
})

export const componentGroup: ThingKind = {
  ...{ name: 'componentGroup', title: 'group', field: 'groups', parent: 'statusPage', uses: [] },
  ...{ keyField: 'name', key: (item) => textOf(item, 'name') },
  list: (id) => `/status-pages/${id}/component-groups`,
  create: (body, id) => ({ method: 'POST', path: `/status-pages/${id}/component-groups`, body }),
  update: (id, body) => ({ method: 'PATCH', path: `/component-groups/${id}`, body }),
  delete: (id) => ({ method: 'DELETE', path: `/component-groups/${id}` }),
  toFile: ({ id: _id, position: _position, createdAt: _createdAt, ...item }) => item,
  toApi: (item) => item,
  defaults: { description: '', upWhen: 'all' },
  schema: { from: ['createComponentGroup'], omit: [], fields: {} },
}

export const component: ThingKind = {
  ...{ name: 'component', title: 'component', field: 'components', parent: 'statusPage', uses: ['componentGroup'] },
  ...{ keyField: 'name', key: (item) => textOf(item, 'name') },
  list: (id) => `/status-pages/${id}/components`,
  create: (body, id) => ({ method: 'POST', path: `/status-pages/${id}/components`, body }),
  update: (id, body) => ({ method: 'PATCH', path: `/components/${id}`, body }),
  delete: (id) => ({ method: 'DELETE', path: `/components/${id}` }),
  toFile: (item, names, scope) => {
    const group = within(scope, names.keyOf('componentGroup', textOf(item, 'groupId')))[0] ?? null
    return { ...pick(item, ['name', 'description', 'showcase', 'startDate', 'onlyShowIfDegraded', 'hidden']), group }
  },
  toApi: (item, names, scope) =>
    swap(item, 'group', 'groupId', (group) =>
      group === null ? null : names.idOf('componentGroup', under(scope, group), 'group'),
    ),
  defaults: { description: '', group: null, showcase: true, startDate: null, onlyShowIfDegraded: false, hidden: false },
  schema: {
    from: ['createComponent'],
    omit: [],
    fields: { groupId: { group: { type: ['string', 'null'], description: 'Name of a group of this page' } } },
  },
}

export const componentNeeds: SettingKind = {
  ...{ name: 'componentNeeds', title: 'needs of component', field: 'needs', parent: 'component', uses: [] },
  ...{ wrap: 'needs', unordered: ['needs'] },
  // What it needs stands in the list of components.
  read: () => '',
  set: (id, body) => ({ method: 'PUT', path: `/components/${id}/needs`, body }),
  toFile: (item, names, scope) => ({ needs: componentNames(item['needs'] ?? [], names, pageOf(scope)) }),
  toApi: (item, names, scope) =>
    swap(item, 'needs', 'componentIds', (needs) => componentIds('needs', needs, names, pageOf(scope))),
  defaults: { needs: [] },
  schema: { from: [], omit: [], fields: { needs: { needs: componentList } } },
}

export const componentFollowing: SettingKind = {
  ...{ name: 'componentFollowing', title: 'following of component', field: 'follows', parent: 'component' },
  ...{ uses: ['monitor', 'heartbeat'], unordered: ['monitors', 'heartbeats'] },
  read: (id) => `/components/${id}/following`,
  isSet: ({ follows }) => follows !== null,
  set: (id, body) => ({ method: 'PUT', path: `/components/${id}/following`, body }),
  toFile: (item, names) => ({
    ...monitorNames(
      ((item['monitors'] ?? []) as { id: string }[]).map(({ id }) => id),
      names,
    ),
    ...pick(item, ['mode', 'afterSeconds', 'automatic']),
  }),
  toApi: monitorIds,
  defaults: { monitors: [], heartbeats: [] },
  schema: { from: ['setComponentFollowing'], omit: [], fields: { monitorIds: monitorLists }, required: [] },
}

/** Of a component's key, which is `<page>/<component>`; the slug of a page has no slash. */
const pageOf = (scope: string): string => scope.split('/', 1)[0] ?? ''
