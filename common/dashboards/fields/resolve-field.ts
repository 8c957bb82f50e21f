/** The settings of one field: the panel's, and then every override that finds it. */
import { maxMappings } from '../limits.ts'
import type { FieldConfig, FieldDefaults, JsonObject, Override, Panel, SeriesKey } from '../model.ts'
import { collectProblems } from '../problems.ts'
import { readCustom } from '../read/custom.ts'
import { quietLinks, readColor, readDecimals, readThresholds } from '../read/field.ts'
import { readMappings } from '../read/mappings.ts'
import { defined, numberOf, objectOf, own, someText, textOf } from '../read/values.ts'
import { matches } from './matchers.ts'

/** Later overrides win. A property that we do not know changes nothing. */
export function resolveField(panel: Pick<Panel, 'field' | 'overrides'>, series: SeriesKey): FieldConfig {
  let field: FieldDefaults = panel.field
  const custom: JsonObject = {}
  for (const override of panel.overrides.filter((each) => matches(each.matcher, series))) {
    field = applyOverride(field, override, custom)
  }
  const resolved = Object.keys(custom).length === 0 ? field : { ...field, custom: mergeCustom(field, custom) }
  return { ...resolved, displayName: displayNameOf(field.displayName, series) }
}

function applyOverride(field: FieldDefaults, { properties }: Override, custom: JsonObject): FieldDefaults {
  let changed = field
  for (const { id, value } of properties) {
    if (id.startsWith('custom.')) custom[id.slice('custom.'.length)] = value
    else changed = withChange(changed, change(id, value))
  }
  return changed
}

function withChange(field: FieldDefaults, changed: Changed): FieldDefaults {
  // What has no value was optional: `change` gives undefined for nothing else.
  return defined<object>({ ...field, ...changed }) as FieldDefaults
}

type Changed = { [Key in keyof FieldDefaults]?: FieldDefaults[Key] | undefined }

/** A value that is gone (null) takes the setting away. */
function change(id: string, value: unknown): Changed {
  switch (id) {
    case 'unit':
      return { unit: textOf(value, 100) }
    case 'min':
      return { min: numberOf(value) }
    case 'max':
      return { max: numberOf(value) }
    case 'decimals':
      return { decimals: readDecimals(value) }
    case 'color':
      return { color: readColor(value) }
    case 'thresholds':
      return { thresholds: readThresholds(value) }
    case 'mappings':
      return { mappings: readMappings(value, '', collectProblems()).slice(0, maxMappings) }
    case 'links':
      return { links: quietLinks(value) }
    case 'noValue':
      return { noValue: someText(value, 500) }
    case 'displayName':
      return { displayName: someText(value, 500) }
    default:
      return {}
  }
}

/** Only what an override names changes; each is read like the setting of the panel itself. */
function mergeCustom(field: FieldDefaults, custom: JsonObject): FieldDefaults['custom'] {
  const read: JsonObject = readCustom(custom)
  const changed: JsonObject = { ...field.custom }
  const targets = Object.keys(custom).flatMap(targetsOf)
  for (const target of targets.includes('hideFrom') ? [...targets, 'hidden'] : targets) {
    // What has no value any more is as if it had never been set.
    if (Object.hasOwn(read, target)) changed[target] = read[target]
    else delete changed[target]
  }
  return changed as FieldDefaults['custom']
}

/** Settings whose name of ours is another one. */
const renamed: Record<string, string[]> = {
  transform: ['negativeY'],
  scaleDistribution: ['scale'],
  cellOptions: ['cellType'],
  displayMode: ['cellType'],
}

function targetsOf(key: string): string[] {
  return own(renamed, key) ?? [key]
}

/** `${__field.labels.device}` and its like in the name. */
function displayNameOf(template: string | undefined, { name, labels }: SeriesKey): string {
  if (template === undefined) return name
  return template.replaceAll(/\$\{__(field|series|cell)\.([^}]{1,200})\}/g, (whole, _kind, path: string) => {
    if (path === 'name' || path === 'displayName') return name
    const label = /^labels(?:\.|\[")([^"\]]+)(?:"\])?$/.exec(path)?.[1]
    if (label !== undefined) return own(labels, label) ?? ''
    return path === 'labels'
      ? Object.values(objectOf(labels))
          .map((value) => textOf(value, 500))
          .join(', ')
      : whole
  })
}
