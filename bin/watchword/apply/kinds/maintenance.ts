/** Maintenance that comes again. A single window is an event of its day, and has no place in a file. */
import { componentIds, componentList, componentNames, monitorIds, monitorLists, monitorNames } from './components.ts'
import { pick, swap, textOf, type Item, type ThingKind } from './kind.ts'

const settings = ['verifyMinutes', 'remindMinutes', 'tellsStart', 'tellsEnd', 'setsComponents'] as const

export const maintenanceSeries: ThingKind = {
  ...{ name: 'maintenanceSeries', title: 'maintenance series', field: 'maintenance', parent: 'statusPage' },
  uses: ['component', 'monitor', 'heartbeat'],
  ...{ keyField: 'title', key: (item) => textOf(item, 'title'), unordered: ['components', 'monitors', 'heartbeats'] },
  fixed: ['timeZone'],
  together: ['monitors', 'heartbeats'],
  list: (id) => `/status-pages/${id}/maintenance-series`,
  create: (body, id) => ({ method: 'POST', path: `/status-pages/${id}/maintenance-windows`, body }),
  idOfMade: ({ series }) => textOf((series ?? {}) as Item, 'id'),
  update: (id, body) => ({ method: 'PATCH', path: `/maintenance-series/${id}`, body }),
  delete: (id) => ({ method: 'POST', path: `/maintenance-series/${id}/ending`, body: { notifySubscribers: false } }),
  toFile: (item, names, scope) => ({
    ...pick(item, ['title', 'body', 'timeZone', 'durationMinutes', 'recurrence', ...settings]),
    scheduledFor: item['startsLocal'],
    components: componentNames(item['componentIds'] ?? [], names, scope),
    ...monitorNames(
      ((item['monitors'] ?? []) as { id: string }[]).map(({ id }) => id),
      names,
    ),
  }),
  toApi: (item, names, scope) => {
    const { monitors, heartbeats, ...rest } = item
    const quiet = monitors === undefined && heartbeats === undefined ? rest : monitorIds(item, names)
    return swap(quiet, 'components', 'componentIds', (wanted) => componentIds('components', wanted, names, scope))
  },
  defaults: {
    ...{ components: [], monitors: [], heartbeats: [] },
    ...{ verifyMinutes: 0, remindMinutes: 1440, tellsStart: true, tellsEnd: true, setsComponents: true },
  },
  schema: {
    from: ['createMaintenance'],
    omit: ['notifySubscribers'],
    fields: {
      componentIds: { components: componentList },
      monitorIds: monitorLists,
      scheduledFor: {
        type: 'string',
        pattern: String.raw`^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$`,
        description: 'The first start, in local time: 2026-12-01T02:00',
      },
    },
    required: ['title', 'body', 'scheduledFor', 'durationMinutes', 'recurrence'],
  },
}
