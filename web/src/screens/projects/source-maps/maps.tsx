import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { SourceMap, SourceMapPage } from '../../../api.ts'
import { Button } from '../../../components/button.tsx'
import { CopyButton } from '../../../components/copy.tsx'
import { Confirm } from '../../../components/dialog.tsx'
import { Loaded } from '../../../components/loaded.tsx'
import { SkeletonRows } from '../../../components/skeleton.tsx'
import { Time } from '../../../components/time.tsx'
import { bytes, counted, fullNumber } from '../../../format.ts'
import { useClient, useRefusal, useWorkspace } from '../../../session.ts'
import { UsageBar } from '../../usage/bar.tsx'
import { fillOf } from '../../usage/quota-words.ts'
import { dashed } from './commands.ts'
import { sourceMapsQuery } from './queries.ts'

/** The maps that events can use, newest first. */
export function Maps({ projectId }: { projectId: string }) {
  const { slug } = useWorkspace()
  const query = useInfiniteQuery(sourceMapsQuery(slug, projectId))
  return (
    <Loaded query={query} skeleton={<SkeletonRows rows={3} />}>
      {({ pages }) => {
        const maps = pages.flatMap(({ items }) => items)
        const [first] = pages
        if (!first || maps.length === 0)
          return (
            <p className="hatched rounded-lg border border-dashed border-line-strong px-4 py-4 text-center text-muted">
              No map yet: frames of minified scripts stay as they were sent.
            </p>
          )
        return (
          <>
            <Room usage={first.usage} />
            <ul className="rounded-lg border border-line bg-raised">
              {maps.map((map) => (
                <MapRow key={map.id} map={map} projectId={projectId} />
              ))}
            </ul>
            {query.hasNextPage && (
              <div className="mt-3 text-center">
                <Button pending={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                  Show older maps
                </Button>
              </div>
            )}
          </>
        )
      }}
    </Loaded>
  )
}

function Room({ usage: { files, maxFiles, sizeBytes, maxSizeBytes } }: { usage: SourceMapPage['usage'] }) {
  const rooms = [
    { used: files, limit: maxFiles, words: `${fullNumber(files)} of ${fullNumber(maxFiles)} files` },
    { used: sizeBytes, limit: maxSizeBytes, words: `${bytes(sizeBytes)} of ${bytes(maxSizeBytes)}, compressed` },
  ]
  return (
    <div className="mb-3 grid gap-x-6 gap-y-2 sm:grid-cols-2">
      {rooms.map(({ used, limit, words }) => (
        <div key={words}>
          <UsageBar used={used} limit={limit} fill={fillOf({ used, limit })} label={words} />
          <p className="mt-1 text-xs text-faint">{words}</p>
        </div>
      ))}
    </div>
  )
}

function MapRow({ map, projectId }: { map: SourceMap; projectId: string }) {
  const refusal = useRefusal('projects.write')
  const [deleting, setDeleting] = useState(false)
  const { debugId, release, distribution, url, sizeBytes, createdAt, usedAt, useCount } = map
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1.5 border-t border-line px-4 py-2.5 first:border-t-0">
      <span className="min-w-0 flex-1 basis-64">
        <span className="block font-medium break-all">{url}</span>
        {debugId && (
          <span className="flex min-w-0 items-center gap-1 text-xs text-faint">
            <code className="truncate">{dashed(debugId)}</code>
            <CopyButton text={dashed(debugId)} label="Copy the debug id" />
          </span>
        )}
        <span className="block text-xs text-muted">
          {release && `Release ${release}${distribution ? `, distribution ${distribution}` : ''} · `}
          {bytes(sizeBytes)} · uploaded <Time at={createdAt} />
        </span>
      </span>
      <span className="text-xs text-muted sm:w-36">
        {useCount === 0 ? (
          'No event used it yet'
        ) : (
          <>
            {counted(useCount, 'event')}, last <Time at={usedAt} />
          </>
        )}
      </span>
      <Button refusal={refusal} onClick={() => setDeleting(true)}>
        Delete …
      </Button>
      {deleting && <Deletion map={map} projectId={projectId} onClose={() => setDeleting(false)} />}
    </li>
  )
}

function Deletion({ map, projectId, onClose }: { map: SourceMap; projectId: string; onClose: () => void }) {
  const { slug } = useWorkspace()
  const client = useClient()
  const queryClient = useQueryClient()
  return (
    <Confirm
      open
      onClose={onClose}
      title="Delete the source map?"
      action="Delete map"
      run={async () => {
        await client.deleteSourceMap({ params: { projectId, sourceMapId: map.id } })
        await queryClient.invalidateQueries({ queryKey: sourceMapsQuery(slug, projectId).queryKey })
      }}
    >
      Frames of <span className="break-all text-text">{map.url}</span> in events from now on stay minified, and may open
      new incidents because they are grouped otherwise. What is stored keeps its source. The same build can be uploaded
      again.
    </Confirm>
  )
}
