/** What a dashboard marks in its panels: its own queries, and what the installation knows by itself. */
import { maxAnnotations } from '../limits.ts'
import type { Annotation, Dashboard, MarkSource } from '../model.ts'
import type { Problems } from '../problems.ts'
import { defined, flagOf, objectOf, objectsOf, someText, textOf } from './values.ts'

export const markSources: readonly MarkSource[] = ['incident', 'deploy', 'maintenance', 'alert']

/** Kept below a key of our own, which others carry along: `watchword.marks.deploy` = false. All are on unless it says so. */
export function readMarks(value: unknown): Dashboard['marks'] {
  const marks = objectOf(objectOf(value)['marks'])
  const isOn = (source: MarkSource): boolean => flagOf(marks[source], true)
  return {
    incident: isOn('incident'),
    deploy: isOn('deploy'),
    maintenance: isOn('maintenance'),
    alert: isOn('alert'),
  }
}

export function readAnnotations(value: unknown, problems: Problems): Annotation[] {
  return objectsOf(objectOf(value)['list'], maxAnnotations).map((annotation, index) => {
    const own = annotation['builtIn'] === 1 || annotation['type'] === 'dashboard'
    const target = objectOf(annotation['target'])
    const expr = textOf(annotation['expr'], 20_000) || textOf(target['expr'], 20_000)
    // A query that is still empty is one that somebody is about to write.
    const isQuery = typeof annotation['expr'] === 'string' || typeof target['expr'] === 'string'
    const kind = own ? 'own' : isQuery ? 'query' : 'unsupported'
    const enabled = flagOf(annotation['enable'], true)
    const name = textOf(annotation['name'], 200)
    if (kind === 'unsupported' && enabled)
      problems.add(`annotations.list[${index}]`, `“${name}” does not ask Prometheus`)
    return defined({
      ...{ name, kind, enabled, expr },
      hidden: flagOf(annotation['hide'], false),
      color: textOf(annotation['iconColor'], 100, 'blue'),
      titleFormat: textOf(annotation['titleFormat'], 1000),
      textFormat: textOf(annotation['textFormat'], 1000),
      step: someText(annotation['step'], 50),
    } as const)
  })
}
