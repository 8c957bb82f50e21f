/** Which patterns of a panel are not applied, and why: so that nobody takes what is shown for what was meant. */
import type { JsonObject, Mapping, Override, Panel, Transformation } from '../model.ts'
import { isObject, objectOf, objectsOf, textOf } from '../read/values.ts'
import { patternProblem } from './pattern.ts'

/** Sentences without a capital and a full stop, each once. */
export function patternProblems(panel: Panel): string[] {
  const patterns = [
    ...panel.overrides.flatMap(ofOverride),
    ...panel.field.mappings.flatMap(ofMapping),
    ...panel.transformations.flatMap(ofTransformation),
    ...ofReduce(panel),
  ]
  return [...new Set(patterns)].flatMap((pattern) => {
    const problem = pattern === '' ? undefined : patternProblem(pattern)
    return problem === undefined ? [] : [`the pattern ${problem}`]
  })
}

function ofOverride({ matcher, properties }: Override): string[] {
  const mappings = properties.filter(({ id, value }) => id === 'mappings' && Array.isArray(value))
  return [
    ...ofMatcher(matcher),
    ...mappings.flatMap(({ value }) =>
      objectsOf(value, 1000).flatMap(({ type, options }) =>
        type === 'regex' ? [textOf(objectOf(options)['pattern'], 1001)] : [],
      ),
    ),
  ]
}

function ofMatcher({ id, options }: Override['matcher']): string[] {
  if (id === 'byRegexp' || id === 'byRegex') return [textOf(options, 2000)]
  if (id === 'byRegexpOrNames') return [textOf(objectOf(options)['pattern'], 2000)]
  const inner = Array.isArray(options) ? options.slice(0, 50) : id === 'invertMatch' ? [options] : []
  return inner.flatMap((each) => (isMatcher(each) ? ofMatcher(each) : []))
}

const isMatcher = (value: unknown): value is Override['matcher'] => isObject(value) && typeof value['id'] === 'string'

const ofMapping = (mapping: Mapping): string[] => (mapping.kind === 'regex' ? [mapping.pattern] : [])

function ofTransformation({ id, disabled, options }: Transformation): string[] {
  if (disabled) return []
  if (id === 'renameByRegex') return [textOf(options['regex'], 1001)]
  if (id === 'filterFieldsByName' || id === 'filterByName')
    return [options['include'], options['exclude']].map((each) => textOf(objectOf(each)['pattern'], 1001))
  if (id !== 'filterByValue') return []
  const configs: JsonObject[] = objectsOf(options['filters'], 100).map((filter) => objectOf(filter['config']))
  return configs.flatMap((config) =>
    config['id'] === 'regex' ? [textOf(objectOf(config['options'])['value'], 1001)] : [],
  )
}

function ofReduce({ options }: Panel): string[] {
  const fields = 'reduce' in options ? options.reduce.fields : ''
  return fields.startsWith('/') ? [fields] : []
}
