/** Variables of the V2 resource → classic. */
import type { JsonObject } from '../model.ts'
import { objectOf, textOf } from '../read/values.ts'

const kinds: Record<string, string> = {
  QueryVariable: 'query',
  CustomVariable: 'custom',
  ConstantVariable: 'constant',
  IntervalVariable: 'interval',
  TextVariable: 'textbox',
  DatasourceVariable: 'datasource',
  AdhocVariable: 'adhoc',
}
const sorts: Record<string, number> = {
  alphabeticalAsc: 1,
  alphabeticalDesc: 2,
  numericalAsc: 3,
  numericalDesc: 4,
  alphabeticalCaseInsensitiveAsc: 5,
  alphabeticalCaseInsensitiveDesc: 6,
  naturalAsc: 7,
  naturalDesc: 8,
}
const hides: Record<string, number> = { hideLabel: 1, hideVariable: 2 }
const refreshes: Record<string, number> = { never: 0, onDashboardLoad: 1, onTimeRangeChanged: 2 }

export function fromV2Variable(variable: JsonObject): JsonObject {
  const spec = objectOf(variable['spec'])
  const kind = textOf(variable['kind'], 50)
  return {
    ...spec,
    type: kinds[kind] ?? kind,
    query: kind === 'DatasourceVariable' ? spec['pluginId'] : queryOf(spec['query']),
    sort: sorts[textOf(spec['sort'], 50)] ?? 0,
    hide: hides[textOf(spec['hide'], 50)] ?? 0,
    refresh: refreshes[textOf(spec['refresh'], 50)] ?? 1,
  }
}

/** A text, or a query with its kind around it. */
function queryOf(query: unknown): unknown {
  if (typeof query === 'string') return query
  const spec = objectOf(objectOf(query)['spec'])
  return spec['query'] ?? spec['__legacyStringValue'] ?? ''
}
