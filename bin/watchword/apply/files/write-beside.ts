/** What stands in files beside a configuration that is written down: dashboards, and rules that a rule file can say. */
import { checkExpression } from '../../../../server/modules/alerts/groups/check-draft.ts'
import { fileGroupOf } from '../../../../server/modules/alerts/files/drafts.ts'
import type { Group } from '../../../../server/modules/alerts/rule.ts'
import { readRuleFile } from '../../../../server/modules/alerts/rules/read-rule-file.ts'
import { writeRuleFile } from '../../../../server/modules/alerts/rules/write-rule-file.ts'
import { inOrder } from '../../../../server/modules/dashboards/dashboard.ts'
import type { Found } from '../installation.ts'
import { textOf, type Item } from '../kinds/index.ts'
import type { NamedFiles } from './named.ts'

/** `path` from the configuration's directory on. */
export type WrittenFile = { path: string; text: string }
type Beside = { named: Partial<NamedFiles>; files: WrittenFile[]; inFiles: Found[] }

/** Keys in the order of the alphabet: the store forgets the one in which they came. */
export function dashboardFiles(found: readonly Found[]): Beside {
  const pathOf = createPaths('dashboards', 'json')
  const files = found.map(({ key, item }) => ({
    path: pathOf(key),
    text: `${JSON.stringify(inOrder(item['dashboard']), null, 2)}\n`,
  }))
  const dashboards = found.map(({ item }, index) => ({
    file: files[index]?.path ?? '',
    ...(typeof item['folder'] === 'string' && { folder: item['folder'] }),
  }))
  return { named: dashboards.length > 0 ? { dashboards } : {}, files, inFiles: [...found] }
}

/** A rule file a project. Groups with more than that can say stay in the configuration itself. */
export function ruleFiles(all: readonly Found[]): Beside {
  const pathOf = createPaths('rules', 'yml')
  const groups = all.filter(({ kind, actual }) => kind.name === 'alertRuleGroup' && canSay(groupOf(actual)))
  const written = [...Map.groupBy(groups, ({ item }) => textOf(item, 'project'))].flatMap(([project, own]) => {
    const text = writeRuleFile({ groups: own.map(({ actual }) => fileGroupOf(groupOf(actual))) })
    // What cannot be read again would be no file: too long, or with a name that no file has.
    if (readRuleFile(text, checkExpression).problems.length > 0) return []
    return [{ project, file: pathOf(project), text, own }]
  })
  return {
    named: written.length > 0 ? { ruleFiles: written.map(({ project, file }) => ({ project, file })) } : {},
    files: written.map(({ file, text }) => ({ path: file, text })),
    inFiles: written.flatMap(({ own }) => own),
  }
}

const groupOf = (actual: Item): Group => actual as unknown as Group // as the API describes it

const canSay = ({ rules }: Group): boolean =>
  rules.length > 0 && rules.every(({ severity, onNoData }) => severity === null && onNoData === 'keep')

function createPaths(directory: string, ending: string): (name: string) => string {
  const taken = new Set<string>()
  return (name) => {
    const words = name
      .normalize('NFKD')
      .toLowerCase()
      .replaceAll(/\p{M}/gu, '')
      .replaceAll(/[^a-z0-9]+/g, '-')
      .slice(0, 60)
    const base = words.replaceAll(/^-|-$/g, '') || directory.slice(0, -1)
    let own = base
    for (let next = 2; taken.has(own); next++) own = `${base}-${next}`
    taken.add(own)
    return `${directory}/${own}.${ending}`
  }
}
