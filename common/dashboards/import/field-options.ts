/** Gauges and stats of version 6: their fields were among the options. */
import type { JsonObject } from '../model.ts'
import { objectOf, objectsOf, textsOf } from '../read/values.ts'

export function fromFieldOptions(panel: JsonObject): JsonObject {
  const { fieldOptions, ...options } = objectOf(panel['options'])
  const old = objectOf(fieldOptions)
  const known = objectOf(panel['fieldConfig'])
  const steps = objectsOf(old['thresholds'], 200).map(({ value, color }, index) => ({
    value: index === 0 ? null : value,
    color,
  }))
  const defaults = {
    color: { mode: 'thresholds' },
    ...(steps.length > 0 && { thresholds: { mode: 'absolute', steps } }),
    ...(Array.isArray(old['mappings']) && { mappings: old['mappings'] }),
    ...objectOf(old['defaults']),
    ...objectOf(old['override']),
    ...objectOf(known['defaults']),
  }
  const calcs = textsOf(old['calcs'], 30, 100)
  return {
    ...panel,
    fieldConfig: { ...known, defaults, overrides: known['overrides'] ?? [] },
    options: {
      ...options,
      reduceOptions: { calcs: calcs.length > 0 ? calcs : ['mean'], fields: '', values: old['values'] === true },
    },
  }
}
