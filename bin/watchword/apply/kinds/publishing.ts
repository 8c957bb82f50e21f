/** What a page says: templates of reports, and rules that propose them. */
import { pick, swap, textOf, under, within, type Item, type Names, type ThingKind } from './kind.ts'

type Affected = { id?: string; component?: string; status: string }

/** `[{component, status}]` in the file, `[{id, status}]` in the API. */
const affectedNames = (item: Item, names: Names, scope: string): Item =>
  swap(item, 'components', 'components', (all) =>
    (all as Affected[]).flatMap(({ id, status }) =>
      within(scope, names.keyOf('component', id ?? '')).map((component) => ({ component, status })),
    ),
  )
const affectedIds = (item: Item, names: Names, scope: string): Item =>
  swap(item, 'components', 'components', (all) =>
    (all as Affected[]).map(({ component, status }) => ({
      id: names.idOf('component', under(scope, component), 'components'),
      status,
    })),
  )
const affected = { 'components.id': { component: { type: 'string', description: 'Name of a component of this page' } } }
const ofPage = { parent: 'statusPage' } as const

export const reportTemplate: ThingKind = {
  ...{ name: 'reportTemplate', title: 'report template', field: 'templates', ...ofPage, uses: ['component'] },
  ...{ keyField: 'name', key: (item) => textOf(item, 'name') },
  list: (id) => `/status-pages/${id}/report-templates`,
  create: (body, id) => ({ method: 'POST', path: `/status-pages/${id}/report-templates`, body }),
  update: (id, body) => ({ method: 'PATCH', path: `/report-templates/${id}`, body }),
  delete: (id) => ({ method: 'DELETE', path: `/report-templates/${id}` }),
  toFile: (item, names, scope) =>
    affectedNames(pick(item, ['name', 'title', 'body', 'status', 'impact', 'components']), names, scope),
  toApi: affectedIds,
  defaults: { status: 'investigating', impact: null, components: [] },
  schema: { from: ['createReportTemplate'], omit: [], fields: affected },
}

/** It has no name: what it looks for is what it is found by. */
const ruleKey = (item: Item): string => {
  const severities = ((item['severities'] ?? []) as string[]).toSorted().join(', ')
  return `${severities} of ${textOf(item, 'project') || 'any project'}`
}

export const proposalRule: ThingKind = {
  ...{
    name: 'proposalRule',
    title: 'proposal rule',
    field: 'proposalRules',
    ...ofPage,
    uses: ['component', 'project'],
  },
  ...{ keyField: 'severities', key: ruleKey, unordered: ['severities'] },
  list: (id) => `/status-pages/${id}/proposal-rules`,
  create: (body, id) => ({ method: 'POST', path: `/status-pages/${id}/proposal-rules`, body }),
  delete: (id) => ({ method: 'DELETE', path: `/proposal-rules/${id}` }),
  toFile: (item, names, scope) => {
    const project = names.keyOf('project', textOf(item, 'projectId'))
    return { ...(project && { project }), ...affectedNames(pick(item, ['severities', 'components']), names, scope) }
  },
  toApi: (item, names, scope) =>
    affectedIds(
      swap(item, 'project', 'projectId', (name) => names.idOf('project', String(name), 'project')),
      names,
      scope,
    ),
  defaults: { components: [] },
  schema: {
    from: ['createProposalRule'],
    omit: [],
    fields: { ...affected, projectId: { project: { type: 'string', description: 'Name of a project' } } },
  },
}
