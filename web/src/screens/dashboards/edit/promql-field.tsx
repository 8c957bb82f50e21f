import { lazy, Suspense, useId } from 'react'
import { sentence } from '../../../api.ts'
import { cn } from '../../../components/class-names.ts'
import { faultOf } from '../../metrics/fault.ts'
import { useBoard } from '../board.ts'
import { useTypedQuery } from './use-typed-query.ts'

const QueryEditor = lazy(async () => ({ default: (await import('../../metrics/editor.tsx')).QueryEditor }))

type Props = {
  label: string
  stored: string
  /** The engine's words where it refuses it. */
  fault: string | undefined
  onChange: (expr: string) => void
}

/** A query with what the engine says of it; it is asked when nobody types for a while. */
export function PromqlField({ label, stored, fault, onChange }: Props) {
  const { workspace } = useBoard()
  const id = useId()
  const [typed, setTyped, run] = useTypedQuery(stored, onChange)
  return (
    <>
      <div
        className={cn(
          'mt-1 min-h-8 rounded-md border bg-surface focus-within:outline-2 focus-within:outline-offset-1 focus-within:outline-accent',
          fault ? 'border-down' : 'border-line-strong hover:border-muted',
        )}
        onBlur={run}
      >
        <Suspense fallback={<p className="truncate px-2.5 py-1.5 font-mono text-faint">{typed || 'Loading …'}</p>}>
          <QueryEditor
            {...{ workspace, text: typed, autoFocus: stored === '', label }}
            invalid={fault !== undefined}
            describedBy={fault === undefined ? undefined : id}
            onChange={setTyped}
            onRun={run}
          />
        </Suspense>
      </div>
      {fault !== undefined && (
        <p id={id} role="alert" className="mt-1 rounded-md bg-down-soft px-2.5 py-1.5 text-sm break-words text-down">
          {sentence(faultOf(fault).words)}
        </p>
      )}
    </>
  )
}
