/** Groups of alert rules: those of rule files, and those that stand in the configuration itself. */
import { outOfBounds, refusedAsGroup } from '../../../../server/modules/alerts/files/check-file-group.ts'
import { draftOf } from '../../../../server/modules/alerts/files/drafts.ts'
import { placeOfGroup } from '../../../../server/modules/alerts/files/place.ts'
import { checkExpression, checkGroup } from '../../../../server/modules/alerts/groups/check-draft.ts'
import type { Group, GroupDraft } from '../../../../server/modules/alerts/rule.ts'
import { readRuleFile } from '../../../../server/modules/alerts/rules/read-rule-file.ts'
import type { RuleFileProblem } from '../../../../server/modules/alerts/rules/rule-file.ts'
import type { Entry } from '../flatten.ts'
import { isThing, kindOf, type Item, type ThingKind } from '../kinds/index.ts'
import { FileError, type Path } from '../positions.ts'
import type { RuleFiles } from './named.ts'
import type { OpenedFile, OpenFiles } from './open-files.ts'

type At = (path: Path) => string

const maxProblems = 20

export function ruleFileEntries(lists: readonly RuleFiles[], open: OpenFiles, at: At): Entry[] {
  return lists.flatMap(({ project, file }, index) => {
    const path = ['ruleFiles', index]
    return open(file, at([...path, 'file'])).flatMap((opened) => entriesOf(opened, project, path))
  })
}

/** By the same rules as a file that is imported in the app. */
function entriesOf({ path: opened, text }: OpenedFile, project: string, path: Path): Entry[] {
  const { file, problems } = readRuleFile(text, checkExpression)
  const drafts = file.groups.map((group) => draftOf(group, '', undefined))
  const wrong =
    problems.length > 0
      ? problems
      : drafts.flatMap((draft) => [...outOfBounds(draft, text), ...refusedAsGroup(draft, text)])
  if (wrong.length > 0) throw new FileError(told(opened, wrong))
  return file.groups.map((group, index) => {
    const itemOf = (draft: GroupDraft): Item => groupKind().normal?.({ ...draft, project }) ?? {}
    const item = itemOf(drafts[index] ?? draftOf(group, '', undefined))
    const { line, column } = placeOfGroup(text, group.name)
    const from = `${opened}: line ${line}, column ${column}`
    return {
      ...{ kind: groupKind(), key: groupKind().key(item), scope: '', item, path, from },
      // Severity and what is done without data stand in no rule file: rules that are there keep theirs.
      complete: (actual) => itemOf(draftOf(group, '', actual as unknown as Group)), // as the API describes it
    }
  })
}

function told(from: string, problems: readonly RuleFileProblem[]): string {
  const lines = problems
    .slice(0, maxProblems)
    .map(({ line, column, message }) => `${from}: line ${line}, column ${column}: ${message}`)
  if (problems.length > maxProblems) lines.push(`and ${problems.length - maxProblems} more`)
  return lines.join('\n')
}

function groupKind(): ThingKind {
  const kind = kindOf.get('alertRuleGroup')
  if (!kind || !isThing(kind)) throw new Error('groups of alert rules are things')
  return kind
}

const nothing = { forMs: 0, keepFiringForMs: 0, severity: null, onNoData: 'keep', labels: {}, annotations: {} } as const

/** Those of the configuration itself: what the schema cannot know. Throws FileError with the place of each mistake. */
export function checkGroups(entries: readonly Entry[], at: At): void {
  const problems = entries.flatMap(({ kind, item, path }) => {
    if (kind.name !== 'alertRuleGroup') return []
    const rules = (item['rules'] ?? []) as Item[] // as the schema has them
    const filled = rules.map((rule) => ({ kind: 'alerting', ...nothing, ...rule }))
    const group = { labels: {}, ...item, rules: filled } as unknown as GroupDraft // see above
    return checkGroup(group).map(
      ({ path: field, message }) => `${at([...path, ...steps(field)])}: ${field}: ${message}`,
    )
  })
  if (problems.length === 0) return
  const more = problems.length - maxProblems
  throw new FileError([...problems.slice(0, maxProblems), ...(more > 0 ? [`and ${more} more`] : [])].join('\n'))
}

const steps = (field: string): Path => field.split('.').map((step) => (/^\d+$/.test(step) ? Number(step) : step))
