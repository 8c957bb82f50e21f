import { formatValue, type FieldConfig } from '#common/dashboards'

/** A number with its unit, as it is read. */
export function writeValue(value: number | null, config: FieldConfig): string {
  const { prefix, text, suffix } = formatValue(value, config)
  return `${prefix}${text}${suffix}`
}
