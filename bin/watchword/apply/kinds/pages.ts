/** Status pages and what is set for each. */
import { pick, same, textOf, type SettingKind, type ThingKind } from './kind.ts'

const ofPage = { parent: 'statusPage', uses: [], toApi: same } as const

export const statusPage: ThingKind = {
  ...{ name: 'statusPage', title: 'status page', field: 'pages', parent: null, uses: [] },
  ...{ keyField: 'slug', key: (item) => textOf(item, 'slug') },
  list: () => '/status-pages',
  create: (body) => ({ method: 'POST', path: '/status-pages', body }),
  update: (id, body) => ({ method: 'PATCH', path: `/status-pages/${id}`, body }),
  delete: (id) => ({ method: 'DELETE', path: `/status-pages/${id}` }),
  toFile: (item) => pick(item, ['slug', 'name', 'description', 'timeZone', 'locale']),
  toApi: same,
  defaults: { description: '' },
  schema: { from: ['createStatusPage'], omit: [], fields: {} },
}

export const pageLook: SettingKind = {
  ...{ name: 'pageLook', title: 'look of page', field: 'look', ...ofPage },
  read: (id) => `/status-pages/${id}/look`,
  set: (id, body) => ({ method: 'PUT', path: `/status-pages/${id}/look`, body }),
  toFile: (item) => pick(item, ['accent', 'accentDark', 'theme', 'css']),
  defaults: { accent: null, accentDark: null, theme: 'auto', css: '' },
  schema: { from: ['setPageLook'], omit: [], fields: {} },
}

/** What a kind of access says beside its name; the password itself is never shown. */
const accessFields: Record<string, readonly string[]> = { password: ['announced'], ranges: ['ranges'] }

export const pageAccess: SettingKind = {
  ...{ name: 'pageAccess', title: 'access to page', field: 'access', ...ofPage },
  ...{ unordered: ['ranges'], hidden: ['password'] },
  read: (id) => `/status-pages/${id}/access`,
  set: (id, body) => ({ method: 'PUT', path: `/status-pages/${id}/access`, body }),
  toFile: (item) => pick(item, ['kind', ...(accessFields[textOf(item, 'kind')] ?? [])]),
  // Of another kind what was set for the one before says nothing.
  toApi: (item) => pick(item, ['kind', 'password', ...(accessFields[textOf(item, 'kind')] ?? [])]),
  defaults: { kind: 'public', announced: false },
  schema: { from: ['setPageAccess'], omit: [], fields: {} },
}

export const pageSubscribers: SettingKind = {
  ...{ name: 'pageSubscribers', title: 'subscribers of page', field: 'subscribers', ...ofPage },
  read: (id) => `/status-pages/${id}/subscriber-settings`,
  set: (id, body) => ({ method: 'PATCH', path: `/status-pages/${id}/subscriber-settings`, body }),
  toFile: (item) => pick(item, ['subscriberLimit', 'webhooks', 'slack']),
  defaults: {},
  schema: { from: ['updateSubscriberSettings'], omit: [], fields: {} },
}

export const pageHost: ThingKind = {
  ...{ name: 'pageHost', title: 'host', field: 'hosts', ...ofPage, scalar: 'host' },
  ...{ keyField: 'host', key: (item) => textOf(item, 'host').toLowerCase() },
  list: (id) => `/status-pages/${id}/hosts`,
  create: (body, id) => ({ method: 'POST', path: `/status-pages/${id}/hosts`, body }),
  delete: (id) => ({ method: 'DELETE', path: `/page-hosts/${id}` }),
  toFile: (item) => pick(item, ['host']),
  defaults: {},
  schema: { from: ['createPageHost'], omit: [], fields: {} },
}

export const uptimePolicy: ThingKind = {
  ...{ name: 'uptimePolicy', title: 'uptime policy', field: 'uptimePolicies', ...ofPage },
  ...{ keyField: 'effectiveFrom', key: (item) => textOf(item, 'effectiveFrom') },
  list: (id) => `/status-pages/${id}/uptime-policies`,
  listField: 'policies',
  idOf: ({ effectiveFrom }, id) => `${id} ${String(effectiveFrom)}`,
  create: ({ effectiveFrom, ...body }, id) => ({
    method: 'PUT',
    path: policyPath(`${id} ${String(effectiveFrom)}`),
    body,
  }),
  update: (id, { effectiveFrom: _, ...body }) => ({ method: 'PUT', path: policyPath(id), body }),
  whole: true,
  delete: (id) => ({ method: 'DELETE', path: policyPath(id) }),
  toFile: (item) => pick(item, ['effectiveFrom', 'degradedWeight', 'partialWeight', 'majorWeight', 'maintenance']),
  defaults: {},
  schema: {
    from: ['setUptimePolicy'],
    omit: [],
    fields: { effectiveFrom: { effectiveFrom: { type: 'string', pattern: String.raw`^\d{4}-\d{2}-\d{2}$` } } },
    required: ['effectiveFrom', 'degradedWeight', 'partialWeight', 'majorWeight', 'maintenance'],
  },
}

function policyPath(id: string): string {
  const [page, date] = id.split(' ')
  return `/status-pages/${page}/uptime-policies/${date}`
}
