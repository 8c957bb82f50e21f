import type { Node } from 'yaml'
import type { Rule, RuleFile, RuleFileProblem, RuleGroup, TextsByName } from './rule-file.ts'
import { checkTemplate } from './templates/expand.ts'
import { TemplateError } from './templates/template-error.ts'
import { readYaml, type YamlReader } from './yaml-reader.ts'

/** Ten times the largest that are in use; a longer one would keep the process busy for seconds. */
export const maxRuleFileLength = 512 * 1024
export const maxGroups = 1000
export const maxRulesPerGroup = 1000

const groupFields = ['name', 'interval', 'limit', 'query_offset', 'labels', 'rules']
const ruleFields = ['record', 'alert', 'expr', 'for', 'keep_firing_for', 'labels', 'annotations']

type Read = { readonly file: RuleFile; readonly problems: readonly RuleFileProblem[] }

/**
 * Reads a rule file. Every problem is told with its line and column; the file is good if there is none.
 * `checkExpression` gives the message for an expression that is none.
 */
export function readRuleFile(source: string, checkExpression: (expr: string) => string | undefined): Read {
  if (source.length > maxRuleFileLength) {
    return {
      file: { groups: [] },
      problems: [{ line: 1, column: 1, message: `longer than ${maxRuleFileLength} characters` }],
    }
  }
  const yaml = readYaml(source)
  if (yaml.problems.length > 0) return { file: { groups: [] }, problems: yaml.problems }
  const listed = yaml.list(yaml.fields(yaml.root, ['groups'], 'a rule file').get('groups') ?? null, 'groups')
  if (listed.length > maxGroups) yaml.problem(yaml.root, `more than ${maxGroups} groups`)
  const names = new Set<string>()
  const groups = listed.slice(0, maxGroups).map((node) => {
    const group = readGroup(yaml, node, checkExpression)
    if (names.has(group.name)) yaml.problem(node, `groupname: "${group.name}" is repeated in the same file`)
    names.add(group.name)
    return group
  })
  return { file: { groups }, problems: yaml.problems }
}

function readGroup(
  yaml: YamlReader,
  node: Node | null,
  checkExpression: (expr: string) => string | undefined,
): RuleGroup {
  const fields = yaml.fields(node, groupFields, 'a group')
  const optional = <T>(name: string, read: (node: Node | null, what: string) => T): T | undefined =>
    fields.has(name) ? read(fields.get(name) ?? null, name) : undefined
  const name = optional('name', yaml.text) ?? ''
  if (name === '') yaml.problem(node, 'Groupname must not be empty')
  const labels = optional('labels', yaml.texts) ?? new Map<string, string>()
  checkLabels(yaml, fields.get('labels') ?? null, labels)
  const listed = yaml.list(fields.get('rules') ?? null, 'rules')
  if (listed.length > maxRulesPerGroup) yaml.problem(node, `more than ${maxRulesPerGroup} rules in a group`)
  return {
    name,
    intervalMs: optional('interval', yaml.duration),
    limit: optional('limit', yaml.count) ?? 0,
    queryOffsetMs: optional('query_offset', yaml.duration),
    labels,
    rules: listed.slice(0, maxRulesPerGroup).map((rule) => readRule(yaml, rule, checkExpression)),
  }
}

function readRule(yaml: YamlReader, node: Node | null, checkExpression: (expr: string) => string | undefined): Rule {
  const fields = yaml.fields(node, ruleFields, 'a rule')
  const at = (name: string) => fields.get(name) ?? null
  const text = (name: string) => (fields.has(name) ? (yaml.text(at(name), name) ?? '') : '')
  const duration = (name: string) => (fields.has(name) ? (yaml.duration(at(name), name) ?? 0) : 0)
  const [record, alert, expr] = [text('record'), text('alert'), text('expr').trim()]
  if (record !== '' && alert !== '') yaml.problem(node, 'only one of "record" and "alert" must be set')
  if (record === '' && alert === '') yaml.problem(node, 'one of "record" or "alert" must be set')
  if (expr === '') yaml.problem(node, 'field "expr" must be set in a rule')
  const wrong = expr === '' ? undefined : checkExpression(expr)
  if (wrong !== undefined) yaml.problem(at('expr'), `could not parse expression: ${wrong}`)
  const labels = yaml.texts(at('labels'), 'labels')
  checkLabels(yaml, at('labels'), labels)
  if (record !== '') {
    checkRecording(yaml, node, record, fields)
    return { kind: 'recording', record, expr, labels }
  }
  const annotations = yaml.texts(at('annotations'), 'annotations')
  for (const name of annotations.keys()) {
    if (!isName(name)) yaml.problem(at('annotations'), `invalid annotation name: ${name}`)
  }
  checkTexts(yaml, at('labels'), labels)
  checkTexts(yaml, at('annotations'), annotations)
  return {
    kind: 'alerting',
    alert,
    expr,
    forMs: duration('for'),
    keepFiringForMs: duration('keep_firing_for'),
    labels,
    annotations,
  }
}

function checkRecording(
  yaml: YamlReader,
  node: Node | null,
  record: string,
  fields: ReadonlyMap<string, unknown>,
): void {
  for (const name of ['annotations', 'for', 'keep_firing_for']) {
    if (fields.has(name)) yaml.problem(node, `invalid field "${name}" in recording rule`)
  }
  if (/[{}]/.test(record)) {
    yaml.problem(node, `braces present in the recording rule name; should it be in expr?: ${record}`)
  } else if (!record.isWellFormed()) {
    yaml.problem(node, 'invalid recording rule name')
  }
}

/** Any UTF-8, as Prometheus 3 allows. */
const isName = (name: string): boolean => name !== '' && name.isWellFormed()

function checkLabels(yaml: YamlReader, node: Node | null, labels: TextsByName): void {
  for (const [name, value] of labels) {
    if (!isName(name) || name === '__name__') yaml.problem(node, `invalid label name: ${name}`)
    if (!value.isWellFormed()) yaml.problem(node, `invalid label value: ${value}`)
  }
}

function checkTexts(yaml: YamlReader, node: Node | null, texts: TextsByName): void {
  for (const [name, text] of texts) {
    try {
      checkTemplate(text)
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error
      yaml.problem(node, `${name}: error parsing template: line ${error.line}: ${error.message}`)
    }
  }
}
