import type { ScrubbingPreview } from '../../../api.ts'
import { ErrorLine } from '../../../components/error-panel.tsx'
import { Skeleton } from '../../../components/skeleton.tsx'
import { cn } from '../../../components/class-names.ts'
import { counted } from '../../../format.ts'
import { useRefusal } from '../../../session.ts'
import { diffWords, type Part } from './diff.ts'
import { SampleField, type useSample } from './sample-field.tsx'
import type { Preview } from './use-preview.ts'
import { rulesIn, type Origin } from './words.ts'

type Props = { preview: Preview; sample: ReturnType<typeof useSample> }

/** What the rules as they stand on the screen would do to an event. Nothing of it is stored. */
export function PreviewPanel({ preview, sample }: Props) {
  const refusal = useRefusal('projects.write')
  return (
    <section aria-label="Preview" className="rounded-lg border border-line p-4">
      <h3 className="font-medium">Preview</h3>
      <p className="mt-0.5 mb-3 text-xs text-pretty text-muted">
        What the rules as they stand here do to an event; nothing of it is stored. What earlier rules took out of a
        stored event is gone already.
      </p>
      {refusal ? (
        <p className="text-muted">{refusal}</p>
      ) : (
        <>
          <SampleField sample={sample} />
          <div className="mt-4" aria-live="polite">
            <Result preview={preview} sample={sample} />
          </div>
        </>
      )}
    </section>
  )
}

function Result({ preview: { query, warnings }, sample }: Props) {
  if (sample.problem) return null
  if (Object.keys(warnings).length > 0)
    return <p className="rounded-md bg-down-soft px-3 py-2 text-down">A rule cannot stay like this; it says why.</p>
  if (query.isError) return <ErrorLine error={query.error} />
  if (!query.data) return <Skeleton className="h-40" />
  return <Changes found={query.data} />
}

function Changes({ found: { changes, more } }: { found: ScrubbingPreview }) {
  if (changes.length === 0) return <p className="text-muted">Nothing in this event is changed.</p>
  return (
    <>
      <p className="mb-2 text-xs text-faint">{counted(changes.length + more, 'place')} changed</p>
      <ul className="flex flex-col gap-2">
        {changes.map((change) => (
          <Change key={change.path} change={change} />
        ))}
      </ul>
      {more > 0 && <p className="mt-2 text-xs text-muted">And {counted(more, 'more place', 'more places')}.</p>}
    </>
  )
}

function Change({ change: { path, rule, before, after } }: { change: ScrubbingPreview['changes'][number] }) {
  const parts = diffWords(before ?? '', after ?? '')
  return (
    <li className="min-w-0 rounded-md border border-line bg-sunken px-3 py-2">
      <p className="flex flex-wrap justify-between gap-x-3 text-xs">
        <code className="min-w-0 font-medium break-all">{path}</code>
        <span className="text-faint">{whoDid(rule)}</span>
      </p>
      <Line sign="−" name="Before" parts={parts.filter(({ kind }) => kind !== 'added')} />
      {after === null ? (
        <p className="pl-4 text-xs text-muted">taken out altogether</p>
      ) : (
        <Line sign="+" name="After" parts={parts.filter(({ kind }) => kind !== 'removed')} />
      )}
    </li>
  )
}

const marks = { removed: 'bg-down-soft text-down', added: 'bg-up-soft text-up' }

function Line({ sign, name, parts }: { sign: string; name: string; parts: readonly Part[] }) {
  return (
    <p className="mt-1 flex gap-2 text-xs">
      <span aria-hidden className={cn('w-2 shrink-0 font-mono', sign === '+' ? 'text-up' : 'text-down')}>
        {sign}
      </span>
      <span className="sr-only">{name}:</span>
      <code className="max-h-40 min-w-0 flex-1 overflow-y-auto break-words whitespace-pre-wrap">
        {parts.map(({ text, kind }, place) => {
          const Mark = kind === 'same' ? 'span' : kind === 'removed' ? 'del' : 'ins'
          return (
            // Parts have no name of their own, and never change their order.
            <Mark key={place} className={cn('no-underline', kind !== 'same' && `rounded-xs px-0.5 ${marks[kind]}`)}>
              {text}
            </Mark>
          )
        })}
      </code>
    </p>
  )
}

const whose: Record<Origin, string> = { default: 'default', workspace: 'workspace', project: 'project' }

function whoDid(rule: string): string {
  const refs = rulesIn(rule)
  return refs.length === 0 ? rule : refs.map(({ origin, number }) => `${whose[origin]} rule ${number}`).join(', ')
}
