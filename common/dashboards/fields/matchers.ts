/** Which fields an override means. */
import type { SeriesKey } from '../model.ts'
import { isObject, objectOf, textOf, textsOf } from '../read/values.ts'
import { readPattern } from '../pattern/pattern.ts'

const maxNameChars = 2000

export function matches(matcher: { id: string; options: unknown }, series: SeriesKey): boolean {
  const { id, options } = matcher
  const { name, refId, type = 'number' } = series
  switch (id) {
    case 'byName':
      return name === textOf(isObject(options) ? options['name'] : options, maxNameChars)
    case 'byNames':
      return matchesNames(options, name)
    case 'byRegexp':
    case 'byRegex':
      return textOf(options, maxNameChars) !== '' && (readPattern(textOf(options, maxNameChars))?.test(name) ?? false)
    case 'byRegexpOrNames':
      return matchesEither(options, name)
    case 'byType':
      return type === options
    case 'byTypes':
      return textsOf(options, 20, 50).includes(type)
    case 'numeric':
      return type === 'number'
    case 'time':
      return type === 'time'
    case 'byFrameRefID':
      return refId === options
    case 'firstTimeField':
      return type === 'time'
    case 'anyMatch':
      return Array.isArray(options) && options.slice(0, 50).some((each) => isMatcher(each) && matches(each, series))
    case 'allMatch':
      return Array.isArray(options) && options.slice(0, 50).every((each) => isMatcher(each) && matches(each, series))
    case 'invertMatch':
      return isMatcher(options) && !matches(options, series)
    case 'alwaysMatch':
      return true
    default:
      return false
  }
}

function isMatcher(value: unknown): value is { id: string; options: unknown } {
  return isObject(value) && typeof value['id'] === 'string'
}

/** `mode: exclude` means all others: so a click on a legend hides what was not clicked. */
function matchesNames(options: unknown, name: string): boolean {
  const { mode, names } = objectOf(options)
  const listed = textsOf(Array.isArray(options) ? options : names, 1000, maxNameChars).includes(name)
  return mode === 'exclude' ? !listed : listed
}

function matchesEither(options: unknown, name: string): boolean {
  const { pattern, names } = objectOf(options)
  const text = textOf(pattern, maxNameChars)
  return matchesNames({ names }, name) || (text !== '' && (readPattern(text)?.test(name) ?? false))
}
