import { useState } from 'react'
import { dependents, type Variable } from '#common/dashboards'
import type { Chosen } from '../address.ts'
import type { SearchChange } from '../board.ts'
import type { Resolved } from './resolve.ts'

/** What was chosen of a variable stays when another one changes, where it is still there; else it is chosen anew. */
export function useChosen(variables: readonly Variable[], set: (change: SearchChange) => void) {
  const [preferred, setPreferred] = useState<Chosen>({})
  const choose = (name: string, values: string[], resolved: readonly Resolved[]): void => {
    const after = dependents([...variables], name)
    const before = resolved.filter(({ variable }) => after.includes(variable.name))
    setPreferred((all) => ({ ...all, ...Object.fromEntries(before.map((one) => [one.variable.name, one.chosen])) }))
    const gone = Object.fromEntries(after.map((each) => [`var-${each}`, undefined]))
    set({ ...gone, [`var-${name}`]: values.length > 0 ? values : undefined })
  }
  return { preferred, choose }
}
