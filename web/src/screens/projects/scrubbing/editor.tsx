import Plus from 'lucide-react/icons/plus'
import type { ReactNode } from 'react'
import { Button } from '../../../components/button.tsx'
import { ErrorLine } from '../../../components/error-panel.tsx'
import { modKey } from '../../../keys.ts'
import { RuleRow } from './rule-row.tsx'
import type { Rules } from './use-rules.ts'

type Props = {
  rules: Rules
  /** What the preview says of rules that are not saved yet. */
  warnings: Record<string, string>
  /** By place in the list; undefined: no event is looked at. */
  hits: readonly number[] | undefined
  refusal: string | undefined
  /** What is said where there is no rule. */
  empty: string
  children?: ReactNode
}

/** A list of rules that work from its top. */
export function RulesEditor({ rules, warnings, hits, refusal, empty, children }: Props) {
  const errors = Object.keys(rules.errors).length > 0 ? rules.errors : warnings
  const { rows } = rules
  return (
    <form
      noValidate
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        if (!refusal) rules.save()
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey)) return
        event.preventDefault()
        event.currentTarget.requestSubmit()
      }}
    >
      {children}
      {rows.length === 0 ? (
        <p className="rounded-lg border border-dashed border-line-strong px-4 py-5 text-center text-muted">{empty}</p>
      ) : (
        <ol className="rounded-lg border border-line bg-raised">
          {rows.map((row, index) => (
            <RuleRow
              key={row.key}
              row={row}
              index={index}
              count={rows.length}
              errors={errors}
              hits={hits?.[index]}
              refusal={refusal}
              rules={rules}
            />
          ))}
        </ol>
      )}
      {rules.problem !== undefined && <ErrorLine error={rules.problem} />}
      <div className="flex flex-wrap items-center gap-2">
        <Button icon={<Plus aria-hidden />} refusal={refusal} onClick={rules.add}>
          Add rule
        </Button>
        <Button type="submit" look="primary" refusal={refusal} pending={rules.pending} title={`${modKey} enter`}>
          {rules.pending ? 'Save rules …' : 'Save rules'}
        </Button>
        {rules.dirty && <span className="text-xs text-muted">Not saved yet.</span>}
      </div>
    </form>
  )
}
