/** Reads a dashboard of any form that we know. */
import { maxTags, maxTextChars, maxTitleChars } from '../limits.ts'
import type { Dashboard, Input, JsonObject, Problem } from '../model.ts'
import { toClassic } from '../import/to-classic.ts'
import { collectProblems, type Problems } from '../problems.ts'
import { orderVariables } from '../variables/dependencies.ts'
import { readLinks } from './links.ts'
import { readAnnotations, readMarks } from './marks.ts'
import { readPanels } from './panels.ts'
import { objectOf, objectsOf, someText, textOf, textsOf } from './values.ts'
import { readVariables } from './variables.ts'

/**
 * Never throws, whatever `json` is. A problem that is fatal says that there is nothing to show; all others name a part that
 * is left out or shown otherwise.
 */
export function readDashboard(json: unknown): { dashboard: Dashboard; problems: Problem[] } {
  const problems = collectProblems()
  const classic = toClassic(json, problems)
  return { dashboard: readClassic(classic, problems), problems: problems.list }
}

export function readClassic(json: JsonObject, problems: Problems): Dashboard {
  const time = objectOf(json['time'])
  const variables = readVariables(json['templating'], problems)
  for (const problem of orderVariables(variables).problems) problems.add(problem.at, problem.text)
  return {
    title: textOf(json['title'], maxTitleChars),
    ...optional('uid', someText(json['uid'], 100)),
    ...optional('description', someText(json['description'], maxTextChars)),
    tags: textsOf(json['tags'], maxTags, 200),
    time: { from: textOf(time['from'], 100, 'now-6h'), to: textOf(time['to'], 100, 'now') },
    ...optional('refresh', someText(json['refresh'], 50)),
    timezone: textOf(json['timezone'], 100) || 'browser',
    graphTooltip: json['graphTooltip'] === 1 || json['graphTooltip'] === 2 ? json['graphTooltip'] : 0,
    variables,
    panels: readPanels(json['panels'], problems),
    annotations: readAnnotations(json['annotations'], problems),
    marks: readMarks(json['watchword']),
    links: readLinks(json['links'], 'links', problems),
    inputs: readInputs(json['__inputs']),
  }
}

function optional<Key extends string>(key: Key, value: string | undefined): { [K in Key]?: string } {
  // One key with its value, or none.
  return (value === undefined ? {} : { [key]: value }) as { [K in Key]?: string }
}

export function readInputs(value: unknown): Input[] {
  return objectsOf(value, 50).flatMap((input) => {
    const name = textOf(input['name'], 100)
    const isConstant = input['type'] === 'constant'
    if (!/^\w+$/.test(name) || (!isConstant && input['type'] !== 'datasource')) return []
    return [
      {
        name,
        label: textOf(input['label'], 200) || name,
        description: textOf(input['description'], 2000),
        kind: isConstant ? 'constant' : 'datasource',
        value: textOf(input['value'], 10_000),
      } satisfies Input,
    ]
  })
}
