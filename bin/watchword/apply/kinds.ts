/** Which things a file can describe, by which field one is found again, and where the API has them. */
import type { Item } from './read-file.ts'

export const sections = ['projects', 'channels', 'pages', 'heartbeats', 'monitors'] as const
export type Section = (typeof sections)[number]

export type KindName = 'project' | 'channel' | 'statusPage' | 'component' | 'heartbeat' | 'monitor'

export type Kind = {
  name: KindName
  /** What finds a thing again among its siblings. */
  key: (item: Item) => string
  keyField: string
  /** Below `/api/v1`; `parent` is the id of what it belongs to. */
  collection: (parent: string | null) => string
  one: (id: string) => string
  /** Fields of the file that are no fields of the thing. */
  others: readonly string[]
  /** Given when it is made; cannot be changed afterwards. */
  fixed: readonly string[]
  /** The list says too little to compare: each one that is wanted is read by itself. */
  readEach?: true
  /** What it holds goes with it, so no file deletes it. */
  neverDeleted?: true
}

/** Empty where the field is not there, or is no text. */
export function textOf(item: Item, field: string): string {
  const value = item[field]
  return typeof value === 'string' ? value.trim() : ''
}

export const kinds: Record<KindName, Kind> = {
  project: {
    name: 'project',
    key: (item) => textOf(item, 'name'),
    keyField: 'name',
    collection: () => '/projects',
    one: (id) => `/projects/${id}`,
    others: [],
    fixed: [],
    neverDeleted: true,
  },
  channel: {
    name: 'channel',
    key: (item) => textOf(item, 'name'),
    keyField: 'name',
    collection: () => '/notification-channels',
    one: (id) => `/notification-channels/${id}`,
    others: [],
    fixed: ['type'],
  },
  statusPage: {
    name: 'statusPage',
    key: (item) => textOf(item, 'slug'),
    keyField: 'slug',
    collection: () => '/status-pages',
    one: (id) => `/status-pages/${id}`,
    others: ['components'],
    fixed: [],
  },
  component: {
    name: 'component',
    key: (item) => textOf(item, 'name'),
    keyField: 'name',
    collection: (page) => `/status-pages/${page}/components`,
    one: (id) => `/components/${id}`,
    others: [],
    fixed: [],
  },
  heartbeat: {
    name: 'heartbeat',
    // Of one project: two may have heartbeats of one slug.
    key: (item) => inProject(item, 'slug'),
    keyField: 'slug',
    collection: () => '/monitors',
    one: (id) => `/monitors/${id}`,
    others: ['project'],
    fixed: ['slug'],
  },
  monitor: {
    name: 'monitor',
    key: (item) => inProject(item, 'name'),
    keyField: 'name',
    collection: () => '/check-monitors',
    one: (id) => `/check-monitors/${id}`,
    others: ['project'],
    fixed: [],
    readEach: true,
  },
}

function inProject(item: Item, field: string): string {
  const key = textOf(item, field)
  return key === '' ? '' : `${textOf(item, 'project')}/${key}`
}
