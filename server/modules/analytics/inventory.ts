import { inventory } from '#platform/inventory'

/** Nobody is in it: a hash whose salt is gone leads to nobody, and no row says who it was about. */
const audience = {
  category: 'C29',
  source: 'usage',
  purposes: { audience: 'legitimateInterest' },
  export: 'no',
  exportNote: 'nothing in it can be traced to a person',
} as const

export default inventory({ role: 'controller' }, [
  {
    ...audience,
    store: 'columns',
    place: 'page_views',
    fields: ['at', 'site', 'path', 'referrer', 'country'],
    retention: { endsWith: 'installation', ages: [{ from: 'at', after: { setting: 'analyticsMonths' } }] },
  },
  {
    ...audience,
    place: 'site_visitor_days',
    fields: ['day', 'site', 'visitors'],
    retention: { endsWith: 'installation', ages: [{ from: 'day', after: { setting: 'analyticsMonths' } }] },
  },
  {
    ...audience,
    place: 'site_visitors',
    fields: ['salt_id', 'day', 'site', 'visitor'],
    retention: {
      endsWith: 'installation',
      ages: [{ from: 'day', after: { setting: 'saltHours' }, sweptBy: 'module' }],
      note: 'with the salt of its day; what stays is how many there were',
    },
    encrypted: 'hash',
  },
  {
    ...audience,
    place: 'analytics_salts',
    fields: ['id', 'salt', 'created_at'],
    retention: {
      endsWith: 'installation',
      ages: [{ from: 'created_at', after: { setting: 'saltHours' }, sweptBy: 'module' }],
      note: 'one a day, destroyed when the day is over',
    },
  },
])
