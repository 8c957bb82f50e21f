import { Link } from '@tanstack/react-router'
import FileWarning from 'lucide-react/icons/file-warning'
import { useMemo } from 'react'
import { sentence, type EventDetail } from '../../api.ts'
import { CopyButton } from '../../components/copy.tsx'
import { useWorkspace } from '../../session.ts'
import { hasUnnamedMaps, sourceProblems, type SourceProblem } from './source-state.ts'

const shown = 3

/** Why some frames are not the original source, and where to mend it. */
export function SourceMapNote({ event, projectId }: { event: EventDetail; projectId: string }) {
  const { slug } = useWorkspace()
  const problems = useMemo(() => sourceProblems(event), [event])
  const unnamed = useMemo(() => hasUnnamedMaps(event), [event])
  if (problems.length === 0 && !unnamed) return null
  return (
    <div className="mb-3 flex gap-3 rounded-lg border border-line bg-degraded-soft px-3.5 py-2.5">
      <FileWarning className="mt-0.5 size-4 shrink-0 text-degraded" aria-hidden />
      <div className="min-w-0 flex-1">
        <p className="font-medium">
          {problems.length > 0 ? 'Some frames are generated code' : 'These frames look like generated code'}
        </p>
        <ul>
          {problems.slice(0, shown).map((problem) => (
            <Problem key={problem.why} problem={problem} />
          ))}
        </ul>
        {problems.length > shown && <p className="text-muted">and {problems.length - shown} more</p>}
        {problems.length === 0 && (
          <p className="text-muted">
            The event names no source map: its bundle has no debug id, and none was uploaded for{' '}
            {event.release ? <code className="text-xs break-all">{event.release}</code> : 'a release'}.
          </p>
        )}
        <p className="mt-1 text-muted">
          <Link
            to="/$workspace/settings/projects"
            params={{ workspace: slug }}
            search={{ project: projectId, tab: 'sourceMaps' }}
            className="text-link"
          >
            Source maps of the project
          </Link>
          . A map that is uploaded now helps events that come after it.
        </p>
      </div>
    </div>
  )
}

function Problem({ problem: { why, debugId, file } }: { problem: SourceProblem }) {
  if (debugId === undefined) return <li className="break-words text-muted">{sentence(why)}</li>
  return (
    <li className="text-muted">
      {why.startsWith('no source map was uploaded') ? (
        <>No source map was uploaded for the debug id</>
      ) : (
        <span className="break-words">{sentence(why)} The debug id is</span>
      )}{' '}
      <span className="inline-flex max-w-full items-center">
        <code className="text-xs break-all text-text">{debugId}</code>
        <CopyButton text={debugId} label="Copy the debug id" />
      </span>
      {file && (
        <>
          of <code className="text-xs break-all">{file}</code>
        </>
      )}
    </li>
  )
}
