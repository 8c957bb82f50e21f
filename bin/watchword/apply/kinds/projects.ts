/** Projects and what is set for each: what they take in, how long it is kept, how it is scrubbed and grouped. */
import { pick, same, textOf, type Item, type SettingKind, type ThingKind } from './kind.ts'

const ofProject = { parent: 'project', uses: [], toApi: same } as const

export const project: ThingKind = {
  ...{ name: 'project', title: 'project', field: 'projects', parent: null, uses: [] },
  ...{ keyField: 'name', key: (item) => textOf(item, 'name'), neverDeleted: true },
  list: () => '/projects',
  create: (body) => ({ method: 'POST', path: '/projects', body }),
  update: (id, body) => ({ method: 'PATCH', path: `/projects/${id}`, body }),
  delete: (id) => ({ method: 'DELETE', path: `/projects/${id}` }),
  later: ['allowedOrigins', 'eventsPerMinute'],
  unordered: ['allowedOrigins'],
  toFile: (item) => pick(item, ['name', 'allowedOrigins', 'eventsPerMinute']),
  toApi: same,
  defaults: { allowedOrigins: [], eventsPerMinute: null },
  schema: { from: ['createProject', 'updateProject'], omit: [], fields: {} },
}

export const projectIntake: SettingKind = {
  ...{ name: 'projectIntake', title: 'intake of project', field: 'intake', ...ofProject },
  read: (id) => `/projects/${id}/intake-settings`,
  set: (id, body) => ({ method: 'PATCH', path: `/projects/${id}/intake-settings`, body }),
  merged: ['filters'],
  toFile: (item) => pick(item, ['spikeProtection', 'filters']),
  defaults: {},
  schema: { from: ['updateIntakeSettings'], omit: [], fields: {} },
}

export const projectRetention: SettingKind = {
  ...{ name: 'projectRetention', title: 'retention of project', field: 'retention', ...ofProject },
  read: (id) => `/projects/${id}/retention`,
  set: (id, body) => ({ method: 'PUT', path: `/projects/${id}/retention`, body }),
  toFile: ({ setDays = null }) => ({ payloadDays: setDays }),
  defaults: { payloadDays: null },
  schema: { from: ['setProjectRetention'], omit: [], fields: {} },
}

export const projectScrubbing: SettingKind = {
  ...{ name: 'projectScrubbing', title: 'scrubbing rules of project', field: 'scrubbing', ...ofProject },
  read: (id) => `/projects/${id}/scrubbing-rules`,
  set: (id, body) => ({ method: 'PUT', path: `/projects/${id}/scrubbing-rules`, body }),
  toFile: (item) => pick(item, ['rules']),
  defaults: { rules: [] },
  schema: { from: ['setProjectScrubbingRules'], omit: [], fields: {} },
}

export const projectGrouping: SettingKind = {
  ...{ name: 'projectGrouping', title: 'grouping of project', field: 'grouping', ...ofProject },
  read: (id) => `/projects/${id}/grouping`,
  set: (id, body) => ({ method: 'PUT', path: `/projects/${id}/grouping`, body }),
  toFile: (item) => pick(item, ['rules', 'version']),
  defaults: { rules: '' },
  schema: {
    from: ['setGrouping'],
    omit: ['revision'],
    fields: { rules: { type: 'string', maxLength: 20_000, description: 'One rule a line (docs/grouping.md)' } },
  },
}

export const workspaceScrubbing: SettingKind = {
  ...{ name: 'workspaceScrubbing', title: 'scrubbing rules', field: 'scrubbing', parent: null, uses: [] },
  read: () => '/scrubbing-rules',
  set: (_id, body) => ({ method: 'PUT', path: '/scrubbing-rules', body }),
  toFile: (item) => pick(item, ['useDefaults', 'rules']),
  toApi: same,
  defaults: { useDefaults: true, rules: [] },
  schema: { from: ['setScrubbingRules'], omit: [], fields: {}, required: [] },
}

const quotaKey = (item: Item) => `${textOf(item, 'category')} a ${textOf(item, 'window')}`

const quota = {
  ...{ field: 'quotas', uses: [], keyField: 'category', key: quotaKey },
  list: () => '/quotas',
  update: (id: string, { limit }: Item) => ({ method: 'PATCH' as const, path: `/quotas/${id}`, body: { limit } }),
  delete: (id: string) => ({ method: 'DELETE' as const, path: `/quotas/${id}` }),
  toFile: (item: Item) => pick(item, ['category', 'window', 'limit']),
  toApi: same,
  defaults: {},
  schema: { from: ['createQuota'], omit: ['scope', 'scopeId'], fields: {}, required: ['category', 'window', 'limit'] },
} as const

export const projectQuota: ThingKind = {
  ...quota,
  ...{ name: 'projectQuota', title: 'quota', parent: 'project' },
  isListed: ({ scope, scopeId }, projectId) => scope === 'project' && scopeId === projectId,
  create: (body, scopeId) => ({ method: 'POST', path: '/quotas', body: { ...body, scope: 'project', scopeId } }),
}

export const workspaceQuota: ThingKind = {
  ...quota,
  ...{ name: 'workspaceQuota', title: 'quota', parent: null },
  isListed: ({ scope }) => scope === 'workspace',
  create: (body) => ({ method: 'POST', path: '/quotas', body: { ...body, scope: 'workspace' } }),
}
