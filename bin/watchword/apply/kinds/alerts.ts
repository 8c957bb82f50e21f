/** Groups of alert rules, whether they stand in the file itself or in rule files beside it. */
import { isObject } from '../diff.ts'
import { pick, swap, textOf, type Item, type ThingKind } from './kind.ts'

const settings = ['name', 'intervalMs', 'limit', 'queryOffsetMs', 'labels'] as const
const projectName = { type: 'string', minLength: 1, description: 'Name of the project that it is of' }

export const alertRuleGroup: ThingKind = {
  ...{ name: 'alertRuleGroup', title: 'alert rule group', field: 'alertRules', parent: null, namesProject: true },
  ...{ uses: ['project'], keyField: 'name', fixed: ['project'], exact: ['labels', 'rules'] },
  key: (item) => {
    const name = textOf(item, 'name')
    return name === '' ? '' : `${textOf(item, 'project')}/${name}`
  },
  list: () => '/alert-rules',
  create: (body) => ({ method: 'POST', path: '/alert-rule-groups', body }),
  // Rules that stay are known by kind and name, and keep their alerts.
  update: (id, body, { version }) => ({
    ...{ method: 'PUT', path: `/alert-rule-groups/${id}` },
    body: { ...body, version },
  }),
  ...{ whole: true, shownWhole: true },
  delete: (id) => ({ method: 'DELETE', path: `/alert-rule-groups/${id}` }),
  toFile: (item, names) => ({
    project: names.keyOf('project', textOf(item, 'projectId')) ?? '',
    ...plainGroup(item),
  }),
  toApi: (item, names) => swap(item, 'project', 'projectId', (name) => names.idOf('project', String(name), 'project')),
  normal: (written) => ({ ...pick(written, ['project']), ...plainGroup(written) }),
  defaults: { intervalMs: 60_000, limit: 0, queryOffsetMs: 0, labels: {} },
  schema: {
    ...{ from: ['createAlertRuleGroup'], omit: ['rules.id'], fields: { projectId: { project: projectName } } },
    required: ['project', 'name', 'rules'],
  },
}

const fields = ['kind', 'name', 'expr', 'forMs', 'keepFiringForMs', 'severity', 'onNoData', 'labels', 'annotations']
const ruleDefaults: Item = { kind: 'alerting', forMs: 0, keepFiringForMs: 0, severity: null, onNoData: 'keep' }

/** What people write of a group, whoever says it; each rule with no more than what is not its default. */
function plainGroup(group: Item): Item {
  const { rules, name, ...rest } = pick(group, [...settings, 'rules'])
  return {
    ...trimmed({ ...(name !== undefined && { name }) }),
    ...rest,
    ...(Array.isArray(rules) && { rules: (rules as Item[]).map(plainRule) }), // as the schema has them
  }
}

function plainRule(rule: Item): Item {
  // A series has no severity: the API drops it.
  const said = pick(rule, rule['kind'] === 'recording' ? fields.filter((field) => field !== 'severity') : fields)
  const entries = Object.entries(trimmed(said)).filter(
    ([field, value]) => value !== ruleDefaults[field] && !(isObject(value) && Object.keys(value).length === 0),
  )
  return Object.fromEntries(entries)
}

/** As the API trims them: an expression of several lines ends with one. */
const trimmed = (item: Item): Item =>
  Object.fromEntries(
    Object.entries(item).map(([field, value]) => [field, typeof value === 'string' ? value.trim() : value]),
  )
