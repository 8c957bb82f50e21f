/** What is checked, and what is expected to call. */
import { pick, swap, textOf, type Item, type Names, type ThingKind } from './kind.ts'

const inProject = (item: Item, field: string): string => {
  const key = textOf(item, field)
  return key === '' ? '' : `${textOf(item, 'project')}/${key}`
}
const projectName = { type: 'string', minLength: 1, description: 'Name of the project that it is of' }
const paused = { type: 'boolean', description: 'Not checked for now' }

/** The project by its name, and whether it is paused by a word. */
const shown = (item: Item, names: Names): Item => ({
  project: names.keyOf('project', textOf(item, 'projectId')) ?? '',
  ...item,
  paused: item['pausedAt'] !== null,
})
const sent = (item: Item, names: Names): Item =>
  swap(item, 'project', 'projectId', (name) => names.idOf('project', String(name), 'project'))

export const heartbeat: ThingKind = {
  ...{
    name: 'heartbeat',
    title: 'heartbeat',
    field: 'heartbeats',
    parent: null,
    namesProject: true,
    uses: ['project'],
  },
  // Of one project: two may have heartbeats of one slug.
  ...{ keyField: 'slug', key: (item) => inProject(item, 'slug'), fixed: ['slug', 'project'], later: ['paused'] },
  list: () => '/monitors',
  create: (body) => ({ method: 'POST', path: '/monitors', body }),
  update: (id, body) => ({ method: 'PATCH', path: `/monitors/${id}`, body }),
  delete: (id) => ({ method: 'DELETE', path: `/monitors/${id}` }),
  toFile: (item, names) =>
    pick(shown(item, names), [
      ...['project', 'slug', 'name', 'schedule', 'marginMinutes', 'maxRunMinutes', 'failuresToOpen'],
      ...['successesToResolve', 'paused'],
    ]),
  toApi: sent,
  defaults: { paused: false, schedule: null },
  schema: {
    from: ['createMonitor', 'updateMonitor'],
    omit: [],
    fields: { projectId: { project: projectName }, paused },
    required: ['project', 'slug'],
  },
}

export const monitor: ThingKind = {
  ...{ name: 'monitor', title: 'monitor', field: 'monitors', parent: null, namesProject: true },
  uses: ['project', 'probe'],
  ...{ keyField: 'name', key: (item) => inProject(item, 'name'), fixed: ['project'], later: ['paused'] },
  ...{ unordered: ['labels', 'places'], merged: ['spec'] },
  list: () => '/check-monitors',
  read: (id) => `/check-monitors/${id}`,
  create: (body) => ({ method: 'POST', path: '/check-monitors', body }),
  update: (id, body) => ({ method: 'PATCH', path: `/check-monitors/${id}`, body }),
  delete: (id) => ({ method: 'DELETE', path: `/check-monitors/${id}` }),
  toFile: (item, names) => {
    const shownItem = swap(shown(item, names), 'places', 'places', (places) =>
      (places as string[]).map((place) => names.keyOf('probe', place) ?? place),
    )
    return pick(shownItem, [
      ...['project', 'name', 'groupName', 'labels', 'intervalSeconds', 'timeoutMs', 'retrySeconds', 'failuresToOpen'],
      ...['successesToResolve', 'slowToShow', 'quorum', 'places', 'paused', 'spec'],
    ])
  },
  toApi: (item, names) =>
    swap(sent(item, names), 'places', 'places', (places) =>
      (places as string[]).map((place) => (place === 'here' ? place : names.idOf('probe', place, 'places'))),
    ),
  defaults: { groupName: null, labels: [], places: ['here'], quorum: 1, paused: false },
  schema: {
    from: ['createCheckMonitor', 'updateCheckMonitor'],
    omit: [],
    fields: {
      projectId: { project: projectName },
      places: {
        places: {
          ...{ type: 'array', minItems: 1, maxItems: 10, items: { type: 'string', minLength: 1 } },
          description: '`here`: the installation itself; else the name of a probe',
        },
      },
      paused,
    },
    required: ['project', 'name', 'spec'],
  },
}
