import { type Labels, labelsOf, metricName } from '#modules/metrics'
import type { Finding } from './alert-state.ts'
import type { AlertRule, TextsByName } from './rule-file.ts'
import { prepareTemplate, type TemplateData, type VectorElement } from './templates/expand.ts'

/** What the templates of a rule see beside the element that they are rendered for. */
export type RuleContext = Omit<TemplateData, 'labels' | 'value'>

/**
 * An alert for each element of the result: its labels without the name of the metric, overridden by the rendered ones
 * of the group and the rule, then `alertname`. `labels` are those of `labelsOfRule`.
 */
export async function findAlerts(
  { alert, annotations }: Pick<AlertRule, 'alert' | 'annotations'>,
  labels: TextsByName,
  vector: readonly VectorElement[],
  context: RuleContext,
): Promise<Finding[]> {
  const [ruleTexts, ruleAnnotations] = [prepare(labels), prepare(annotations)]
  const findings: Finding[] = []
  for (const element of vector) {
    const data = { ...context, labels: element.labels, value: element.value }
    const own = element.labels.filter(([name]) => name !== metricName)
    const all = new Map([...own, ...(await expand(ruleTexts, data)), ['alertname', alert] as const])
    findings.push({ labels: labelsOf(all), annotations: await expand(ruleAnnotations, data), value: element.value })
  }
  return findings
}

type Prepared = readonly (readonly [name: string, expand: (data: TemplateData) => Promise<string>])[]

function prepare(texts: TextsByName): Prepared {
  return Array.from(texts, ([name, text]) => [name, prepareTemplate(text)] as const)
}

async function expand(texts: Prepared, data: TemplateData): Promise<Labels> {
  const expanded: [string, string][] = []
  for (const [name, expandText] of texts) expanded.push([name, await expandText(data)])
  return expanded
}
