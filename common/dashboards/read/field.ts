/** `fieldConfig`: how values are written and drawn. Also reads single properties of overrides, which have the same form. */
import { maxOverridesPerPanel, maxPropertiesPerOverride, maxThresholds } from '../limits.ts'
import type { FieldColor, FieldDefaults, JsonObject, Override, Thresholds } from '../model.ts'
import { collectProblems, type Problems } from '../problems.ts'
import { isKnownUnit } from '../units/units.ts'
import { readCustom } from './custom.ts'
import { readLinks } from './links.ts'
import { readMappings } from './mappings.ts'
import { boundedNumber, defined, numberOf, objectOf, objectsOf, oneOf, someText, textOf } from './values.ts'

export function readDefaults(value: unknown, at: string, problems: Problems): FieldDefaults {
  const defaults = objectOf(value)
  const unit = textOf(defaults['unit'], 100)
  if (!isKnownUnit(unit)) problems.add(`${at}.unit`, `unknown unit "${unit}": it is written after the number`)
  return defined({
    unit,
    min: numberOf(defaults['min']),
    max: numberOf(defaults['max']),
    decimals: readDecimals(defaults['decimals']),
    color: readColor(defaults['color']),
    thresholds: readThresholds(defaults['thresholds']),
    mappings: readMappings(defaults['mappings'], `${at}.mappings`, problems),
    links: readLinks(defaults['links'], `${at}.links`, problems),
    noValue: someText(defaults['noValue'], 500),
    displayName: someText(defaults['displayName'], 500),
    custom: readCustom(objectOf(defaults['custom'])),
  })
}

export function readOverrides(value: unknown, at: string, problems: Problems): Override[] {
  return objectsOf(value, maxOverridesPerPanel).map((override, index) => {
    const matcher = objectOf(override['matcher'])
    const properties = objectsOf(override['properties'], maxPropertiesPerOverride).map((property) => ({
      id: textOf(property['id'], 100),
      value: property['value'],
    }))
    for (const { id, value: unit } of properties) {
      if (id === 'unit' && !isKnownUnit(textOf(unit, 100))) {
        problems.add(`${at}[${index}]`, `unknown unit "${textOf(unit, 100)}": it is written after the number`)
      }
    }
    return { matcher: { id: textOf(matcher['id'], 100), options: matcher['options'] }, properties }
  })
}

/** More than a double has says nothing. */
export function readDecimals(value: unknown): number | undefined {
  return numberOf(value) === undefined ? undefined : Math.round(boundedNumber(value, 0, 15, 0))
}

export function readColor(value: unknown): FieldColor {
  const color = objectOf(value)
  return defined({
    mode: textOf(color['mode'], 60, 'palette-classic'),
    fixedColor: someText(color['fixedColor'], 100),
    seriesBy: oneOf(color['seriesBy'], ['last', 'min', 'max'], 'last'),
  })
}

/** The step without a value is the first one, whatever its place. */
export function readThresholds(value: unknown): Thresholds {
  const thresholds = objectOf(value)
  const steps = objectsOf(thresholds['steps'], maxThresholds)
    .map((step) => ({ value: numberOf(step['value']) ?? -Infinity, color: textOf(step['color'], 100, 'green') }))
    .sort((left, right) => (left.value === right.value ? 0 : left.value - right.value))
  return {
    mode: thresholds['mode'] === 'percentage' ? 'percentage' : 'absolute',
    steps:
      steps.length > 0
        ? steps
        : [
            { value: -Infinity, color: 'green' },
            { value: 80, color: 'red' },
          ],
  }
}

/** For properties of overrides: what is wrong in them was told when the dashboard was read. */
export function quietLinks(value: unknown): ReturnType<typeof readLinks> {
  return readLinks(value, '', collectProblems())
}

export function fieldOf(panel: JsonObject): JsonObject {
  return objectOf(panel['fieldConfig'])
}
