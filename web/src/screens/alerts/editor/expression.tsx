import { lazy, Suspense, useId } from 'react'
import { sentence } from '../../../api.ts'
import { cn } from '../../../components/class-names.ts'
import { useWorkspace } from '../../../session.ts'
import { faultOf } from '../../metrics/fault.ts'

/** The editor is as large as the rest of the app: it comes when somebody is here. */
const QueryEditor = lazy(async () => ({ default: (await import('../../metrics/editor.tsx')).QueryEditor }))

type Props = {
  text: string
  autoFocus: boolean
  /** What the engine or the parser says of exactly this text. */
  problem: string | undefined
  onChange: (text: string) => void
  onRun: () => void
}

export function Expression({ text, autoFocus, problem, onChange, onRun }: Props) {
  const { slug } = useWorkspace()
  const id = useId()
  const fault = problem === undefined ? undefined : faultOf(problem)
  const source = fault?.line === undefined ? undefined : text.split('\n')[fault.line - 1]
  return (
    <div className="min-w-0">
      <p className="mb-1 text-sm font-medium">Expression</p>
      <div
        className={cn(
          'min-h-16 min-w-0 rounded-md border bg-surface focus-within:outline-2 focus-within:outline-offset-1 focus-within:outline-accent',
          fault ? 'border-down' : 'border-line-strong hover:border-muted',
        )}
      >
        <Suspense fallback={<p className="truncate px-2.5 py-1.5 font-mono text-faint">{text || 'Loading …'}</p>}>
          <QueryEditor
            workspace={slug}
            label="Expression, PromQL"
            text={text}
            autoFocus={autoFocus}
            invalid={fault !== undefined}
            describedBy={fault && id}
            onChange={onChange}
            onRun={onRun}
          />
        </Suspense>
      </div>
      {fault && (
        <div id={id} role="alert" className="mt-1 rounded-md bg-down-soft px-2.5 py-1.5 text-sm text-down">
          {source !== undefined && fault.column !== undefined && (
            <pre aria-hidden className="overflow-x-auto text-xs leading-4">
              {`${source}\n${' '.repeat(Math.max(0, fault.column - 1))}^`}
            </pre>
          )}
          <p className="break-words">
            {fault.line !== undefined && `Line ${fault.line}, character ${fault.column}: `}
            {sentence(fault.words)}
          </p>
        </div>
      )}
    </div>
  )
}
