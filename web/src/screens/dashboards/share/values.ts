/** What is chosen of each variable, as it is fixed for those who may not choose. */
import { allValues } from '#common/dashboards'
import type { Resolved } from '../variables/resolve.ts'

/** "All" is written out, except where the dashboard says what it stands for. */
export function fixedValues(variables: readonly Resolved[]): Record<string, string[]> {
  return Object.fromEntries(
    variables
      .filter(({ variable }) => variable.kind !== 'adhoc' && variable.kind !== 'unsupported')
      .map(({ variable, chosen, options }) => {
        const all = chosen.includes(allValues)
        if (!all) return [variable.name, chosen]
        return [variable.name, variable.allValue === undefined ? options.map(({ value }) => value) : [allValues]]
      }),
  )
}

export function valueWords(variables: Record<string, readonly string[]>): string {
  const parts = Object.entries(variables).map(([name, values]) => {
    const all = values.includes(allValues) ? 'all' : values.slice(0, 3).join(', ')
    return `${name}: ${all}${values.length > 3 ? ` and ${values.length - 3} more` : ''}`
  })
  return parts.join(' · ')
}
