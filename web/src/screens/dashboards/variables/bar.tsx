import type { Resolved } from './resolve.ts'
import { VariableChoice } from './choice.tsx'
import { VariableText } from './text.tsx'

type Props = {
  variables: readonly Resolved[]
  onChange: (name: string, chosen: string[]) => void
}

/** What may be chosen for the whole dashboard. Constants and hidden ones are not shown. */
export function VariablesBar({ variables, onChange }: Props) {
  const shown = variables.filter(
    ({ variable, options }) =>
      variable.hide !== 'variable' &&
      variable.kind !== 'constant' &&
      // There is one source of metrics: a choice of one is none.
      !(variable.kind === 'datasource' && options.length < 2) &&
      variable.kind !== 'unsupported' &&
      variable.kind !== 'adhoc',
  )
  if (shown.length === 0) return null
  return (
    <div role="group" aria-label="Variables" className="flex flex-wrap items-center gap-x-3 gap-y-2">
      {shown.map((resolved) => {
        const Field = resolved.variable.kind === 'textbox' ? VariableText : VariableChoice
        const { name } = resolved.variable
        return <Field key={name} resolved={resolved} onChange={(chosen) => onChange(name, chosen)} />
      })}
    </div>
  )
}
