/** Whom incidents are told to, and how grave they are. */
import { pick, same, swap, textOf, type Item, type SettingKind, type ThingKind } from './kind.ts'

export const channel: ThingKind = {
  ...{ name: 'channel', title: 'channel', field: 'channels', parent: null, uses: [] },
  ...{
    keyField: 'name',
    key: (item) => textOf(item, 'name'),
    fixed: ['type'],
    later: ['enabled'],
    unordered: ['events'],
  },
  list: () => '/notification-channels',
  create: (body) => ({ method: 'POST', path: '/notification-channels', body }),
  update: (id, body) => ({ method: 'PATCH', path: `/notification-channels/${id}`, body }),
  delete: (id) => ({ method: 'DELETE', path: `/notification-channels/${id}` }),
  toFile: (item) => {
    const target = item['type'] === 'email' ? 'address' : 'url'
    return pick(item, ['name', 'type', target, 'events', 'enabled'])
  },
  toApi: same,
  defaults: { enabled: true },
  schema: { from: ['createNotificationChannel', 'updateNotificationChannel'], omit: [], fields: {} },
}

/** Made by a person, who must have proved who they are just now; a file may only name them. */
export const probe: ThingKind = {
  ...{ name: 'probe', title: 'probe', field: '', parent: null, uses: [] },
  ...{ keyField: 'name', key: (item) => textOf(item, 'name'), neverDeleted: true },
  list: () => '/probes',
  isListed: ({ state }) => state !== 'revoked',
  create: () => {
    throw new Error('a probe is made in the app')
  },
  delete: (id) => ({ method: 'DELETE', path: `/probes/${id}` }),
  toFile: (item) => pick(item, ['name']),
  toApi: same,
  defaults: {},
  schema: { from: [], omit: [], fields: {} },
}

const eachRule = (item: Item, change: (rule: Item) => Item): Item =>
  swap(item, 'rules', 'rules', (rules) => (rules as Item[]).map(change))

export const severityRules: SettingKind = {
  ...{ name: 'severityRules', title: 'severity rules', field: 'severityRules', parent: null, wrap: 'rules' },
  uses: ['project'],
  read: () => '/severity-rules',
  set: (_id, body) => ({ method: 'PUT', path: '/severity-rules', body }),
  toFile: (item, names) =>
    eachRule(pick(item, ['rules']), ({ levels, environment, projectId, ...rule }) => ({
      ...rule,
      ...(Array.isArray(levels) && levels.length > 0 && { levels }),
      ...(environment != null && { environment }),
      ...(typeof projectId === 'string' && { project: names.keyOf('project', projectId) ?? projectId }),
    })),
  toApi: (item, names) =>
    eachRule(item, (rule) =>
      swap(rule, 'project', 'projectId', (name) => names.idOf('project', String(name), 'project')),
    ),
  defaults: { rules: [] },
  schema: {
    from: ['setSeverityRules'],
    omit: [],
    fields: { 'rules.projectId': { project: { type: 'string', description: 'Name of a project' } } },
  },
}
