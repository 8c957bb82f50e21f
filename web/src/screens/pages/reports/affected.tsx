import type { Component, ComponentStatus } from '../../../api.ts'
import { Select } from '../../../components/field.tsx'
import { ComponentState, componentStatuses } from '../../../components/states.tsx'

/** States by component id; only those that are to change. */
export type Affected = Partial<Record<string, ComponentStatus>>

export function affectedList(affected: Affected): { id: string; status: ComponentStatus }[] {
  return Object.entries(affected).flatMap(([id, status]) => (status ? [{ id, status }] : []))
}

type Props = {
  components: readonly Component[]
  value: Affected
  onChange: (value: Affected) => void
  /** What happens to those that are left alone. */
  unchanged?: string
  /** It is not about now, so that the state of now can be chosen too. */
  anyState?: boolean
}

/** What becomes of the components with this update. */
export function AffectedComponents({ components, value, onChange, unchanged = 'Stays as it is', anyState }: Props) {
  if (components.length === 0) return null
  return (
    <fieldset>
      <legend className="mb-1 text-sm font-medium">Components</legend>
      <ul className="rounded-md border border-line">
        {components.map(({ id, name, status }) => (
          <li key={id} className="flex items-center gap-3 border-b border-line px-3 py-1.5 last:border-b-0">
            {!anyState && <ComponentState state={status} wordless />}
            <label htmlFor={`component-${id}`} className="min-w-0 flex-1 truncate">
              {name}
            </label>
            <Select
              id={`component-${id}`}
              value={value[id] ?? ''}
              options={[
                { value: '', word: unchanged },
                ...componentStatuses.filter((each) => anyState || each.value !== status),
              ]}
              // The options are these names, or empty.
              onChange={(event) =>
                onChange({ ...value, [id]: (event.target.value || undefined) as ComponentStatus | undefined })
              }
              className="w-50 max-w-[60%]"
            />
          </li>
        ))}
      </ul>
    </fieldset>
  )
}
