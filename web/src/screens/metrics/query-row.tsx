import Eye from 'lucide-react/icons/eye'
import EyeOff from 'lucide-react/icons/eye-off'
import Trash2 from 'lucide-react/icons/trash-2'
import { lazy, Suspense, useId } from 'react'
import { sentence } from '../../api.ts'
import { IconButton } from '../../components/button.tsx'
import { cn } from '../../components/class-names.ts'
import { letterOf } from './address.ts'
import { faultOf, type Fault } from './fault.ts'
import type { Outcome } from './prometheus.ts'

/** The editor is as large as the rest of the app: it comes when somebody is here. */
const QueryEditor = lazy(async () => ({ default: (await import('./editor.tsx')).QueryEditor }))

type Props = {
  workspace: string
  place: number
  text: string
  /** What became of exactly this text. */
  outcome: Outcome | undefined
  hidden: boolean
  alone: boolean
  autoFocus: boolean
  onChange: (text: string) => void
  onRun: () => void
  onHide: () => void
  onRemove: () => void
}

export function QueryRow({ workspace, place, text, outcome, hidden, alone, autoFocus, ...on }: Props) {
  const id = useId()
  const letter = letterOf(place)
  const fault = outcome?.fault === undefined ? undefined : faultOf(outcome.fault)
  return (
    <li className="min-w-0">
      <div className="flex items-start gap-1">
        <span aria-hidden className="w-5 shrink-0 pt-1.5 text-center font-mono text-xs text-faint">
          {letter}
        </span>
        <div
          className={cn(
            'min-h-8 min-w-0 flex-1 rounded-md border bg-surface focus-within:outline-2 focus-within:outline-offset-1 focus-within:outline-accent',
            hidden && 'border-dashed',
            fault ? 'border-down' : 'border-line-strong hover:border-muted',
          )}
        >
          <Suspense fallback={<p className="truncate px-2.5 py-1.5 font-mono text-faint">{text || 'Loading …'}</p>}>
            <QueryEditor
              {...{ workspace, text, autoFocus }}
              label={`Query ${letter}, PromQL`}
              invalid={fault !== undefined}
              describedBy={fault && id}
              onChange={on.onChange}
              onRun={on.onRun}
            />
          </Suspense>
        </div>
        <IconButton
          label={hidden ? `Show query ${letter}` : `Hide query ${letter}`}
          aria-pressed={hidden}
          onClick={on.onHide}
          className="mt-0.5"
        >
          {hidden ? <EyeOff aria-hidden /> : <Eye aria-hidden />}
        </IconButton>
        {!alone && (
          <IconButton label={`Remove query ${letter}`} onClick={on.onRemove} className="mt-0.5">
            <Trash2 aria-hidden />
          </IconButton>
        )}
      </div>
      <div className="pl-6">
        {fault && <FaultWords id={id} fault={fault} text={text} />}
        {outcome && outcome.notes.length > 0 && (
          <ul aria-label={`Notes on query ${letter}`} className="mt-1 text-xs text-degraded">
            {outcome.notes.map((note) => (
              <li key={note} className="break-words">
                {sentence(note)}
              </li>
            ))}
          </ul>
        )}
      </div>
    </li>
  )
}

/** Under the line that it is about, with a mark below the character. */
function FaultWords({ id, fault: { words, line, column }, text }: { id: string; fault: Fault; text: string }) {
  const source = line === undefined ? undefined : text.split('\n')[line - 1]
  return (
    <div id={id} role="alert" className="mt-1 rounded-md bg-down-soft px-2.5 py-1.5 text-sm text-down">
      {source !== undefined && column !== undefined && (
        <pre aria-hidden className="overflow-x-auto text-xs leading-4">
          {`${source}\n${' '.repeat(Math.max(0, column - 1))}^`}
        </pre>
      )}
      <p className="break-words">
        {line !== undefined && column !== undefined && `Line ${line}, character ${column}: `}
        {sentence(words)}
      </p>
    </div>
  )
}
