import { useInfiniteQuery, useMutation } from '@tanstack/react-query'
import Plus from 'lucide-react/icons/plus'
import type { IngestKey, Project } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { Paged } from '../../components/paged.tsx'
import { SkeletonRows } from '../../components/skeleton.tsx'
import { toast, toastError } from '../../components/toast.tsx'
import { counted } from '../../format.ts'
import { useClient, useRefusal, useWorkspace } from '../../session.ts'
import { splitKeys } from '../keys/key-state.ts'
import { IngestKeyRow } from './ingest-key-row.tsx'
import { ingestKeysQuery } from './queries.ts'
import { useRefreshKeys } from './use-refresh-keys.ts'

/** They may only send, and stand in every web page that does: they are rotated, not hidden. */
export function IngestKeys({ project }: { project: Project }) {
  const { slug } = useWorkspace()
  const query = useInfiniteQuery(ingestKeysQuery(slug, project.id))
  const refresh = useRefreshKeys(project.id)
  const client = useClient()
  const refusal = useRefusal('keys.write')
  const create = useMutation({
    mutationFn: () => client.createIngestKey({ params: { projectId: project.id } }),
    onSuccess: () => {
      toast({ words: 'The key is made. The others go on working.' })
      return refresh()
    },
    onError: toastError,
  })
  return (
    <>
      <div className="mb-2 flex flex-wrap items-center gap-x-4 gap-y-2">
        <p className="min-w-0 flex-1 basis-64 text-muted">
          A key may only send to this project. Give each program its own to see which one is still in use.
        </p>
        <Button
          icon={<Plus aria-hidden />}
          refusal={refusal}
          pending={create.isPending}
          onClick={() => create.mutate()}
        >
          Create key
        </Button>
      </div>
      <Paged query={query} skeleton={<SkeletonRows rows={2} />} more="Show older keys">
        {(keys) => <KeyList project={project} keys={keys} />}
      </Paged>
    </>
  )
}

function KeyList({ project, keys }: { project: Project; keys: readonly IngestKey[] }) {
  const { working, ended } = splitKeys(keys, new Date())
  return (
    <>
      {working.length === 0 ? (
        <p className="hatched rounded-lg border border-dashed border-line-strong px-4 py-6 text-center text-muted">
          No key works any more: whatever is sent to {project.name} is refused.
        </p>
      ) : (
        <ul className="rounded-lg border border-line">
          {working.map((key) => (
            <IngestKeyRow key={key.id} project={project} ingestKey={key} last={working.length === 1} />
          ))}
        </ul>
      )}
      {ended.length > 0 && (
        <details className="mt-4">
          <summary className="mb-2 text-muted hover:text-text">
            {counted(ended.length, 'key')} that {ended.length === 1 ? 'has' : 'have'} ended
          </summary>
          <ul className="rounded-lg border border-line">
            {ended.map((key) => (
              <IngestKeyRow key={key.id} project={project} ingestKey={key} last={false} />
            ))}
          </ul>
        </details>
      )}
    </>
  )
}
