import { useInfiniteQuery } from '@tanstack/react-query'
import CircleCheck from 'lucide-react/icons/circle-check'
import CircleX from 'lucide-react/icons/circle-x'
import Clock from 'lucide-react/icons/clock'
import { sentence, type SourceMapUpload } from '../../../api.ts'
import { cn } from '../../../components/class-names.ts'
import { Paged } from '../../../components/paged.tsx'
import { SkeletonRows } from '../../../components/skeleton.tsx'
import { Time } from '../../../components/time.tsx'
import { counted } from '../../../format.ts'
import { useWorkspace } from '../../../session.ts'
import { uploadsQuery } from './queries.ts'

const looks = {
  created: { word: 'Waiting for its parts', icon: Clock, tone: 'text-maintenance' },
  assembling: { word: 'Being read', icon: Clock, tone: 'text-maintenance' },
  ok: { word: 'Ready', icon: CircleCheck, tone: 'text-up' },
  error: { word: 'Cannot be used', icon: CircleX, tone: 'text-down' },
} as const

export function Uploads({ projectId }: { projectId: string }) {
  const { slug } = useWorkspace()
  const query = useInfiniteQuery(uploadsQuery(slug, projectId))
  return (
    <Paged query={query} skeleton={<SkeletonRows rows={2} />} more="Show older uploads">
      {(uploads) =>
        uploads.length === 0 ? (
          <p className="rounded-lg border border-dashed border-line-strong px-4 py-4 text-center text-muted">
            Nothing was uploaded yet.
          </p>
        ) : (
          <ul className="rounded-lg border border-line bg-raised">
            {uploads.map((upload) => (
              <UploadRow key={upload.id} upload={upload} />
            ))}
          </ul>
        )
      }
    </Paged>
  )
}

function UploadRow({
  upload: { state, release, distribution, detail, warnings, createdAt },
}: {
  upload: SourceMapUpload
}) {
  const { word, icon: Icon, tone } = looks[state]
  return (
    <li className="border-t border-line px-4 py-2.5 first:border-t-0">
      <div className="flex flex-wrap items-baseline gap-x-4 gap-y-0.5">
        <span className={cn('inline-flex items-center gap-1.5', tone)}>
          <Icon className="size-3.5 shrink-0" strokeWidth={2.25} aria-hidden />
          {word}
        </span>
        <span className="min-w-0 flex-1 text-muted">
          {release ? `Release ${release}` : 'With debug ids'}
          {distribution && `, distribution ${distribution}`}
        </span>
        <Time at={createdAt} className="text-xs text-faint" />
      </div>
      {detail && <p className="mt-1 break-words text-down">{sentence(detail)}</p>}
      {warnings.length > 0 && (
        <details className="mt-1">
          <summary className="w-fit text-xs text-degraded">{counted(warnings.length, 'file')} ignored</summary>
          <ul className="mt-1 list-disc pl-5 text-xs break-words text-muted">
            {warnings.map((warning) => (
              <li key={warning}>{sentence(warning)}</li>
            ))}
          </ul>
        </details>
      )}
    </li>
  )
}
