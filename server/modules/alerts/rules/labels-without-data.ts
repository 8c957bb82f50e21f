/** What the incident carries that opens because a rule has no data: no alert is there that could have labels. Pure. */
import type { GroupDraft, RuleDraft, Texts } from '../rule.ts'

type Named = {
  rule: Pick<RuleDraft, 'name' | 'labels'>
  /** Names are absent of a draft that has none yet. */
  group: Pick<GroupDraft, 'labels'> & { name?: string | undefined }
  projectName?: string | undefined
}

/**
 * `alertname`, the labels that group and rule say without a template, of which the rule's win, and `group` and
 * `project` with their names where none of these is called so. What a template would make of nothing nobody knows.
 */
export function labelsWithoutData({ rule, group, projectName }: Named): Texts {
  const own = Object.entries({ ...group.labels, ...rule.labels }).filter(([, text]) => !text.includes('{{'))
  const names = Object.entries({ group: group.name, project: projectName }).flatMap(([name, text]) =>
    text === undefined ? [] : [[name, text] as const],
  )
  const all = [...names, ...own, ['alertname', rule.name] as const]
  return Object.fromEntries(Object.entries(Object.fromEntries(all)).filter(([, text]) => text !== ''))
}
